// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/traceparent.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

namespace traceparent_test {
const std::string known_trace = "4bf92f3577b34da6a3ce929d0e0e4736", known_span = "00f067aa0ba902b7";
}  // namespace traceparent_test

TEST_CASE("a trace goes on with a span of one's own, and keeps its flags") {
  using namespace traceparent_test;
  Headers headers{{"traceparent", "00-" + known_trace + "-" + known_span + "-00"}, {"tracestate", "a=b"}};
  const auto ours = enter_span(headers);
  CHECK(ours.trace_id == known_trace);
  CHECK(ours.span_id != known_span);
  CHECK(ours.flags == "00");
  CHECK(headers.get("traceparent") == "00-" + known_trace + "-" + ours.span_id + "-00");
  CHECK(headers.get("tracestate") == "a=b");
  const auto next = enter_span(headers);
  CHECK(next.trace_id == known_trace);
  CHECK(next.span_id != ours.span_id);
}

TEST_CASE("of a trace's flags the sampled one goes on, and those that nobody knows do not") {
  using namespace traceparent_test;
  const auto passed = [](const std::string& version, const std::string& flags) {
    Headers headers{{"traceparent", version + "-" + known_trace + "-" + known_span + "-" + flags}};
    return enter_span(headers).flags;
  };
  for (const auto* version : {"00", "01", "cc"}) {
    CHECK(passed(version, "ff") == "01");
    CHECK(passed(version, "03") == "01");
    CHECK(passed(version, "fe") == "00");
    CHECK(passed(version, "02") == "00");
  }
}

TEST_CASE("a field that is no traceparent begins a new trace, without the state of another") {
  using namespace traceparent_test;
  for (const std::string& bad :
       {std::string{}, "00-" + known_trace + "-" + known_span, "ff-" + known_trace + "-" + known_span + "-01",
        "00-" + std::string(32, '0') + "-" + known_span + "-01",
        "00-" + known_trace + "-" + std::string(16, '0') + "-01", "00-" + known_trace + "-" + known_span + "-01-more",
        "00-" + known_trace + "-" + known_span + "-0G", "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + known_span + "-01"}) {
    Headers headers{{"traceparent", bad}, {"tracestate", "a=b"}};
    const auto ours = enter_span(headers);
    CHECK_MESSAGE(ours.trace_id != known_trace, bad);
    CHECK(read_traceparent(headers.get("traceparent")).has_value());
    CHECK_FALSE(headers.has("tracestate"));
  }
  CHECK(read_traceparent("01-" + known_trace + "-" + known_span + "-01-later").has_value());
}
