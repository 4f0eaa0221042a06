// Compiles: the other files here differ from it in their one mistake.
#include <string>
#include <vector>

#include "primitives/all.h"

struct Point {
  int x = 0;
  int y = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(x, y);
  }
};

struct Greeter {
  void run(ravel::os::Os&) {}

  template <class Archive>
  void serialize(Archive&) {}
};

void child(ravel::os::Os&, int, bool, std::string, std::vector<int>, ravel::Lock, Point) {}
void without_arguments(ravel::os::Os&) noexcept {}

void start(ravel::os::Os& os, const ravel::Lock& lock) {
  ravel::Process process(os, child, 1, true, "text", std::vector<int>{1, 2}, lock, Point{1, 2});
  ravel::Process function_pointer(os, &without_arguments);
  ravel::Process named(os, ravel::ProcessName{"client"}, without_arguments);
  ravel::Process with_options(os, ravel::ProcessOptions{"client", true}, without_arguments);
  ravel::Process object(os, Greeter());
  ravel::Process lambda(
      os, [](ravel::os::Os&, int) {}, 1);
}
