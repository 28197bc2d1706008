// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/loss.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_SUITE("loss report") {
  TEST_CASE("it tells a loss once, and the header what became of each member") {
    LossReport report;
    CHECK(report.empty());
    CHECK_FALSE(report.refusal());
    report.add("seed", LossKind::dropped, "the provider has no seed");
    report.add("seed", LossKind::dropped, "the provider has no seed");
    report.add("temperature", LossKind::clamped, "the provider takes 0 to 1");
    CHECK(report.losses().size() == 2);
    CHECK(report.header() == "dropped seed; clamped temperature");
    const auto refused = report.refusal();
    REQUIRE(refused);
    CHECK(refused->status == 400);
    CHECK(refused->param == "seed");
    CHECK(refused->code == "unsupported_parameter");
  }

  TEST_CASE("its header is bounded, and has no byte that a header may not have") {
    LossReport report;
    report.add("a\r\nb;c", LossKind::dropped, "");
    CHECK(report.header() == "dropped a??b?c");
    for (int i = 0; i < 1000; ++i) report.add(std::string(100, 'x') + std::to_string(i), LossKind::dropped, "");
    CHECK(report.losses().size() == LossReport::max_losses);
    CHECK(report.header().size() <= 1024);
    CHECK(report.header().ends_with(" more"));
  }
}
