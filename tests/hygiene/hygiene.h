// What every source file of the project keeps: who may include whom, and how big a file may be.
// Each check is a function of a file's path and text, so that it can be tested on bad examples.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ravel::hygiene {

struct SourceFile {
  std::string path;  ///< relative to the root of the tree, with '/'
  std::string text;
};

/// "sim/kernel.cpp:12: what is wrong", one for each violation.
using Complaints = std::vector<std::string>;

/// Every .h and .cpp file below the folders of the project, in order of their paths.
std::vector<SourceFile> source_files(const std::filesystem::path& root);

/// primitives -> primitives/os; sim -> primitives/os; checker -> sim, primitives/os; scenarios and
/// tests -> everything. Nobody but scenarios and tests knows a real backend, and a backend knows
/// nothing but the interface that it implements.
Complaints check_arrows(const SourceFile& file);

/// Headers of one operating system stay in its backend, Boost in the fiber file. Tests may look
/// behind both.
Complaints check_platform_headers(const SourceFile& file);

/// What differs between platforms is a file of its own, not an `#if`.
Complaints check_conditionals(const SourceFile& file);

/// At most 150 lines in a header and 400 in a source, 100 columns.
Complaints check_size(const SourceFile& file);

/// A file opens with a comment that says what it is. A source may leave that to its own header,
/// which it then opens with.
Complaints check_opening(const SourceFile& file);

/// docs/architecture.md, whose text is `document`, names each file of the project in the section
/// "### folder" of its folder; header and source of one name may share a line. Tests are left out.
Complaints check_listed(const SourceFile& file, std::string_view document);

}  // namespace ravel::hygiene
