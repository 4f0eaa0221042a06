// A callback sees the result of a task first, in the process that submitted it, before `get`
// returns it. So the main process writes what the workers have fetched.
//
// - pool-callback-main: a crawler: workers fetch pages, the callback appends a line to a file. Then
//   the main process closes the pool, joins it, and has all lines.
// - pool-callback-crawler: the same, but it waits by `get` for each result: enough, since the
//   callback comes first. CPython has one thread for all callbacks. In Ravel each worker's run in a
//   thread of its own, and two of them can be at it at once: what they share needs a lock.
// - pool-callback-none: the tutorial's worker returns nothing for a page that was not found, and
//   its callback fails on that. In CPython the thread of the results dies of it: `get` and `join`
//   hang for ever (gh-83371). In Ravel it is reported, and everything else goes on.
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

constexpr std::string_view kDatabase = "db.txt";

struct Page {
  std::string url;
  std::string text;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(url, text);
  }
};

Page get_page(os::Os& os, std::string url) {
  print(os, "<process {}> get {}", os.pid(), url);
  return {url, "<html>" + url + "</html>"};
}

Page get_nothing(os::Os&, std::string) {
  return {};
}

/// What all callbacks of the main process share.
struct Database {
  os::Os& os;
  Lock lock;
  RawValue<int> lines;
  std::uint64_t pid;

  void append(const Page& page) {
    if (page.url.empty()) throw std::invalid_argument("a page without a URL");
    os::ensure(os.pid() == pid, "a callback runs in the process that submitted the task");
    print(os, "<process {}> parse {}", os.pid(), page.url);
    const auto guard = lock.hold();
    File(os, kDatabase, FileMode::Append)
        .write(fmt::format("url:<{}> size:[{}]\n", page.url, page.text.size()));
    lines.store(lines.load() + 1);
  }
};

enum class Wait { Join, Get };

template <Wait wait, auto fetch>
void crawl(os::Os& os, const Parameters& with) {
  write_text(os, kDatabase, "");
  Database database{os, Lock(os), RawValue<int>(os), os.pid()};
  database.lines.label("lines");
  Pool pool(os, {.processes = static_cast<std::size_t>(with["workers"])});
  std::vector<AsyncResult<Page>> results;
  for (std::int64_t i = 0; i < with["pages"]; ++i) {
    const Callbacks<Page> parse{[&](const Page& page) { database.append(page); }, {}};
    results.push_back(pool.apply_async(parse, fetch, fmt::format("https://page{}.example", i)));
  }
  if constexpr (wait == Wait::Get)
    for (const AsyncResult<Page>& result : results) result.get();
  else
    pool.close();
  if constexpr (wait == Wait::Join) pool.join();
  os.observe("lines", std::ranges::count(read_text(os, kDatabase), '\n'));
  os.observe("counted", database.lines.load());
}

std::optional<std::string> all_lines(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "lines") == with["pages"] && integer(outcome, "counted") == with["pages"])
    return std::nullopt;
  return "callbacks got in each other's way";
}

std::optional<std::string> no_lines(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "lines") == 0) return std::nullopt;
  return "a callback that fails has written";
}

Scenario crawler(std::string_view name, std::string_view summary, int workers, int pages, Body body,
                 std::set<FindingKind> expected, Invariant invariant = all_lines) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"workers", "of the pool", 3, workers, 1, 16},
                         {"pages", "to fetch", 5, pages, 0, 100}},
          .body = body,
          .invariant = invariant,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> pool_callback_scenarios() {
  using enum FindingKind;
  return {
      crawler("pool-callback-main", "the main process writes what the workers fetch; join", 1, 2,
              crawl<Wait::Join, get_page>, {}),
      crawler("pool-callback-crawler", "the main process writes what the workers fetch; get", 1, 2,
              crawl<Wait::Get, get_page>, {}),
      crawler("pool-callback-none", "a callback fails: reported, and nothing hangs", 1, 1,
              crawl<Wait::Join, get_nothing>, {Exception}, no_lines),
  };
}

}  // namespace ravel
