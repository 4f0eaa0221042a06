// The tellers as tests of GoogleTest: a test holds in every interleaving, or it fails.
#include <ravel/checker/gtest/gtest.h>
#include <ravel/primitives/all.h>

using namespace ravel;

namespace {

void careless_teller(os::Os&, Value<int> account) {
  account.store(account.load() + 1);
}

void careful_teller(os::Os&, Value<int> account, Lock lock) {
  const auto guard = lock.hold();
  const int before = account.load();
  account.store(before + 1);
  EXPECT_EQ(account.load(), before + 1);
}

RAVEL_TEST(Bank, KeepsBothCoins) {
  Value<int> account(os, 0);
  Lock lock(os);
  Process first(os, careful_teller, account, lock);
  Process second(os, careful_teller, account, lock);
  first.start();
  second.start();
  first.join();
  second.join();
  EXPECT_EQ(account.load(), 2);
}

TEST(Bank, LosesACoinOfCarelessTellers) {
  Scenario bank;
  bank.name = "careless-bank";
  bank.body = [](os::Os& os, const Parameters&) {
    Value<int> account(os, 0);
    Process first(os, careless_teller, account);
    Process second(os, careless_teller, account);
    first.start();
    second.start();
    first.join();
    second.join();
    EXPECT_EQ(account.load(), 2);
  };
  EXPECT_THAT(check(bank), finds(FindingKind::Assertion));
}

}  // namespace
