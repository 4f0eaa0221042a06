// Two tellers each pay one coin into the same account. Reading a balance and writing it back are
// two steps: without a lock the other teller's coin can get lost between them.
#include <ravel/checker/scenario.h>
#include <ravel/primitives/all.h>
#include <ravel/scenarios/main/main.h>

using namespace ravel;

namespace {

void careless_teller(os::Os&, Value<int> account) {
  account.store(account.load() + 1);
}

void careful_teller(os::Os&, Value<int> account, Lock lock) {
  const auto guard = lock.hold();
  account.store(account.load() + 1);
}

void careless_bank(os::Os& os, const Parameters&) {
  Value<int> account(os, 0);
  account.label("account");
  Process first(os, careless_teller, account);
  Process second(os, careless_teller, account);
  first.start();
  second.start();
  first.join();
  second.join();
  os.observe("balance", account.load());
}

void careful_bank(os::Os& os, const Parameters&) {
  Value<int> account(os, 0);
  account.label("account");
  Lock lock(os);
  Process first(os, careful_teller, account, lock);
  Process second(os, careful_teller, account, lock);
  first.start();
  second.start();
  first.join();
  second.join();
  os.observe("balance", account.load());
}

std::optional<std::string> both_coins_are_there(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "balance") == 2) return std::nullopt;
  return "a coin is lost";
}

}  // namespace

std::vector<Scenario> ravel::scenarios() {
  return {
      {.name = "bank-careless",
       .group = "bank",
       .summary = "Two tellers change one account without a lock",
       .body = careless_bank,
       .invariant = both_coins_are_there,
       .expected = {FindingKind::Invariant}},
      {.name = "bank-careful",
       .group = "bank",
       .summary = "The same two tellers take turns",
       .body = careful_bank,
       .invariant = both_coins_are_there},
  };
}
