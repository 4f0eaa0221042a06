// Lists (also as arrays) and dictionaries (also as namespaces and values) of a manager. Values are
// bytes; two are equal if their bytes are.
#include <cereal/types/vector.hpp>

#include "primitives/manager/served.h"

namespace ravel::manager {
namespace {

using Result = std::optional<std::string>;

class ServedList final : public ServedMethods<ServedList> {
 public:
  explicit ServedList(std::vector<std::string> items) : items_(std::move(items)) {}

  static const std::array<Entry, 11>& methods() {
    static constexpr std::array<Entry, 11> kMethods = {{{"append", &ServedList::append},
                                                        {"extend", &ServedList::extend},
                                                        {"insert", &ServedList::insert},
                                                        {"pop", &ServedList::pop},
                                                        {"get", &ServedList::get},
                                                        {"set", &ServedList::set},
                                                        {"remove", &ServedList::remove},
                                                        {"index", &ServedList::index},
                                                        {"len", &ServedList::len},
                                                        {"copy", &ServedList::copy},
                                                        {"clear", &ServedList::clear}}};
    return kMethods;
  }

 private:
  // As Python's: from the end if it is negative.
  std::size_t place(ArgumentReader& arguments) const {
    const auto index = next<std::int64_t>(arguments);
    const auto size = static_cast<std::int64_t>(items_.size());
    if (index < -size || index >= size)
      throw std::out_of_range("index " + std::to_string(index) + " in a list of size " +
                              std::to_string(size));
    return static_cast<std::size_t>(index < 0 ? index + size : index);
  }
  auto iterator(std::size_t place) { return items_.begin() + static_cast<std::ptrdiff_t>(place); }
  std::size_t find(const std::string& item) const {
    const auto found = std::ranges::find(items_, item);
    if (found == items_.end()) throw std::invalid_argument("the list has no such item");
    return static_cast<std::size_t>(found - items_.begin());
  }

  Result append(Call&, ArgumentReader& arguments) {
    items_.push_back(next<std::string>(arguments));
    return packed();
  }
  Result extend(Call&, ArgumentReader& arguments) {
    for (auto& item : next<std::vector<std::string>>(arguments)) items_.push_back(std::move(item));
    return packed();
  }
  Result insert(Call&, ArgumentReader& arguments) {
    const auto size = static_cast<std::int64_t>(items_.size());
    auto index = next<std::int64_t>(arguments);
    index = std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
    items_.insert(iterator(static_cast<std::size_t>(index)), next<std::string>(arguments));
    return packed();
  }
  Result pop(Call&, ArgumentReader& arguments) {
    const auto at = iterator(place(arguments));
    const std::string item = std::move(*at);
    items_.erase(at);
    return packed(item);
  }
  Result get(Call&, ArgumentReader& arguments) { return packed(items_[place(arguments)]); }
  Result set(Call&, ArgumentReader& arguments) {
    const std::size_t at = place(arguments);
    items_[at] = next<std::string>(arguments);
    return packed();
  }
  Result remove(Call&, ArgumentReader& arguments) {
    items_.erase(iterator(find(next<std::string>(arguments))));
    return packed();
  }
  Result index(Call&, ArgumentReader& arguments) {
    return packed(std::uint64_t{find(next<std::string>(arguments))});
  }
  Result len(Call&, ArgumentReader&) { return packed(std::uint64_t{items_.size()}); }
  Result copy(Call&, ArgumentReader&) { return packed(items_); }
  Result clear(Call&, ArgumentReader&) {
    items_.clear();
    return packed();
  }

  std::vector<std::string> items_;
};

/// Keys are in the order in which they came.
class ServedDict final : public ServedMethods<ServedDict> {
 public:
  static const std::array<Entry, 8>& methods() {
    static constexpr std::array<Entry, 8> kMethods = {{{"get", &ServedDict::get},
                                                       {"find", &ServedDict::find},
                                                       {"set", &ServedDict::set},
                                                       {"setdefault", &ServedDict::setdefault},
                                                       {"pop", &ServedDict::pop},
                                                       {"len", &ServedDict::len},
                                                       {"items", &ServedDict::items},
                                                       {"clear", &ServedDict::clear}}};
    return kMethods;
  }

 private:
  std::size_t place(const std::string& key) const {
    return static_cast<std::size_t>(std::ranges::find(keys_, key) - keys_.begin());
  }
  std::size_t existing(ArgumentReader& arguments) const {
    const std::size_t found = place(next<std::string>(arguments));
    if (found == keys_.size()) throw KeyError("the dictionary has no such key");
    return found;
  }

  Result get(Call&, ArgumentReader& arguments) { return packed(values_[existing(arguments)]); }
  Result find(Call&, ArgumentReader& arguments) {
    const std::size_t found = place(next<std::string>(arguments));
    const bool there = found != keys_.size();
    return packed(there, there ? values_[found] : std::string());
  }
  Result set(Call&, ArgumentReader& arguments) {
    put(arguments, true);
    return packed();
  }
  Result setdefault(Call&, ArgumentReader& arguments) {
    return packed(values_[put(arguments, false)]);
  }
  std::size_t put(ArgumentReader& arguments, bool replace) {
    const auto key = next<std::string>(arguments);
    auto value = next<std::string>(arguments);
    const std::size_t found = place(key);
    if (found == keys_.size()) {
      keys_.push_back(key);
      values_.push_back(std::move(value));
    } else if (replace) {
      values_[found] = std::move(value);
    }
    return found;
  }
  Result pop(Call&, ArgumentReader& arguments) {
    const std::size_t found = existing(arguments);
    const std::string value = std::move(values_[found]);
    keys_.erase(keys_.begin() + static_cast<std::ptrdiff_t>(found));
    values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(found));
    return packed(value);
  }
  Result len(Call&, ArgumentReader&) { return packed(std::uint64_t{keys_.size()}); }
  Result items(Call&, ArgumentReader&) { return packed(keys_, values_); }
  Result clear(Call&, ArgumentReader&) {
    keys_.clear();
    values_.clear();
    return packed();
  }

  std::vector<std::string> keys_;
  std::vector<std::string> values_;
};

}  // namespace

std::unique_ptr<Served> make_container(std::string_view method, ArgumentReader& arguments) {
  if (method == "list")
    return std::make_unique<ServedList>(next<std::vector<std::string>>(arguments));
  if (method == "dict") return std::make_unique<ServedDict>();
  return nullptr;
}

}  // namespace ravel::manager
