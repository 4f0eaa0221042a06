// Parameters, outcomes and the list of scenarios: what is right, and one line for what is wrong.
#include "checker/parameters.h"

#include <gtest/gtest.h>

#include <array>

#include "checker/nearest.h"
#include "checker/outcome.h"
#include "checker/scenario.h"

namespace ravel {
namespace {

std::vector<ParameterSpec> specs() {
  return {
      {"clients", "who buy", 10, 2, 1, 64},
      {"tickets", "to sell", 3, 1, 0, 1000},
      {"loud", "whether they shout", 0, 1, 0, 1, ParameterType::Boolean},
  };
}

Parameters parse(const std::vector<std::string>& assignments) {
  return Parameters::parse(specs(), Purpose::Check, assignments);
}

std::string refusal(const std::vector<std::string>& assignments) {
  try {
    parse(assignments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Parameters, HaveTheDefaultsOfTheirPurpose) {
  const Parameters run = Parameters::parse(specs(), Purpose::Run, {});
  const Parameters check = parse({});
  EXPECT_EQ(run["clients"], 10);
  EXPECT_EQ(check["clients"], 2);
  EXPECT_EQ(check["loud"], 1);
  EXPECT_NE(run, check);
  EXPECT_EQ(check.values().size(), 3u);
  EXPECT_EQ(check.values()[2], (Parameters::Value{"loud", 1, ParameterType::Boolean}));
}

TEST(Parameters, AreOverriddenWithinTheirRangeIncludingItsEnds) {
  EXPECT_EQ(parse({"clients=1"})["clients"], 1);
  EXPECT_EQ(parse({"tickets=0", "clients=64"})["clients"], 64);
  EXPECT_EQ(parse({"loud=false"})["loud"], 0);
  EXPECT_EQ(parse({"loud=1"})["loud"], 1);
}

TEST(Parameters, WrongOnesAreRefusedWithWhatWouldBeRight) {
  EXPECT_EQ(
      refusal({"client=3"}),
      "unknown parameter 'client': did you mean 'clients'? (there is: clients, tickets, loud)");
  EXPECT_EQ(refusal({"clients"}), "'clients' is not a parameter with a value: write name=value");
  EXPECT_EQ(refusal({"clients=two"}),
            "parameter 'clients' is a whole number from 1 to 64, not 'two'");
  EXPECT_EQ(refusal({"clients=3x"}),
            "parameter 'clients' is a whole number from 1 to 64, not '3x'");
  EXPECT_EQ(refusal({"clients="}), "parameter 'clients' is a whole number from 1 to 64, not ''");
  EXPECT_EQ(refusal({"clients=2.5"}),
            "parameter 'clients' is a whole number from 1 to 64, not '2.5'");
  EXPECT_EQ(refusal({"clients=0"}), "parameter 'clients' is 0, out of its range: 1 to 64");
  EXPECT_EQ(refusal({"clients=65"}), "parameter 'clients' is 65, out of its range: 1 to 64");
  EXPECT_EQ(refusal({"clients=99999999999999999999"}),
            "parameter 'clients' is 99999999999999999999, out of its range: 1 to 64");
  EXPECT_EQ(refusal({"clients=2", "clients=2"}), "parameter 'clients' is given twice");
  EXPECT_EQ(refusal({"loud=yes"}), "parameter 'loud' is true or false, not 'yes'");
}

TEST(Parameters, OfAScenarioWithoutAnyAreRefused) {
  EXPECT_THROW(
      {
        try {
          Parameters::parse({}, Purpose::Run, {"clients=2"});
        } catch (const UsageError& error) {
          EXPECT_STREQ(error.what(), "unknown parameter 'clients': this scenario has none");
          throw;
        }
      },
      UsageError);
}

TEST(Parameters, AnUndeclaredNameIsTheScenariosDefect) {
  EXPECT_THROW(parse({})["price"], std::out_of_range);
}

// kitten -> sitten -> sittin -> sitting: three edits; sitten: one.
TEST(Nearest, HasTheFewestEditsAndIsTheFirstOfEquals) {
  constexpr std::array<std::string_view, 3> words = {"sitting", "sitten", "mitten"};
  EXPECT_EQ(nearest("kitten", words), "sitten");
  EXPECT_EQ(nearest("sitting", words), "sitting");
  EXPECT_EQ(nearest("", words), "sitten");
  EXPECT_EQ(nearest("kitten", {}), "");
}

TEST(Outcomes, ReadInTheOrderOfTheirNames) {
  EXPECT_EQ(to_string({}), "nothing observed");
  EXPECT_EQ(to_string({{"sold", 2}, {"left", -1}, {"file", "empty"}}), "file=empty left=-1 sold=2");
}

TEST(Outcomes, IntegersAreFoundByName) {
  const Outcome outcome = {{"sold", 2}, {"file", "empty"}};
  EXPECT_EQ(integer(outcome, "sold"), 2);
  EXPECT_THROW(integer(outcome, "file"), std::out_of_range);
  EXPECT_THROW(integer(outcome, "left"), std::out_of_range);
}

TEST(Scenarios, AreFoundByNameOrTheNearestIsNamed) {
  std::vector<Scenario> scenarios(2);
  scenarios[0].name = "ticket-guarded";
  scenarios[1].name = "value-locked-increment";
  EXPECT_EQ(&find_scenario(scenarios, "value-locked-increment"), &scenarios[1]);
  try {
    find_scenario(scenarios, "ticket-guard");
    FAIL() << "found a scenario that there is not";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "unknown scenario 'ticket-guard': did you mean 'ticket-guarded'?");
  }
  EXPECT_THROW(find_scenario({}, "ticket-guarded"), UsageError);
}

TEST(Scenarios, SayWhatIsExpectedOfThem) {
  Scenario scenario;
  EXPECT_EQ(expected_verdict(scenario), "holds");
  scenario.expected = {FindingKind::Invariant, FindingKind::Exception};
  EXPECT_EQ(expected_verdict(scenario), "exception or invariant");
}

}  // namespace
}  // namespace ravel
