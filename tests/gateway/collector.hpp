// A collector of telemetry that checks the JSON form of OTLP strictly.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/handler.hpp>
#include <oaicompat/json/any_json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace collector {

using namespace oaicompat;

/// What is wrong with an export, by the members that the protocol's messages have; empty where nothing is.
class Validator {
 public:
  static std::string problem(std::string_view path, const std::string& body) {
    Validator out;
    const auto json = Json::checked(body);
    if (!json) return "no JSON";
    path == "/v1/traces" ? out.traces(*json) : out.metrics(*json);
    return out.problem_;
  }

 private:
  using Check = std::function<void(const Json&)>;
  struct Member {
    std::string_view name;
    Check check;
    bool needed = true;
  };

  void wrong(const std::string& what) {
    if (problem_.empty()) problem_ = what;
  }
  void object(const Json& json, const std::vector<Member>& members) {
    if (!json.is_object()) return wrong("no object: " + std::string{json.view()});
    for (const auto& member : json.members()) {
      const auto name = member.first.view();
      const auto at = std::find_if(members.begin(), members.end(), [&](auto& each) { return each.name == name; });
      at == members.end() ? wrong("unknown member " + std::string{name}) : at->check(member.second);
    }
    for (const auto& each : members) {
      if (each.needed && !json.find(each.name)) wrong("no " + std::string{each.name});
    }
  }
  Check list(Check each) {
    return [this, each](const Json& json) {
      if (!json.is_array()) return wrong("no array");
      for (const auto& item : json.elements()) each(item);
    };
  }
  Check text() {
    return [this](const Json& json) {
      if (!json.as_string()) wrong("no string: " + std::string{json.view()});
    };
  }
  Check number() {
    return [this](const Json& json) {
      if (json.view().starts_with('"') || !json.as_number()) wrong("no number: " + std::string{json.view()});
    };
  }
  Check flag() {
    return [this](const Json& json) {
      if (!json.as_bool()) wrong("no bool");
    };
  }
  Check digits(std::string_view of, std::size_t count) {
    return [this, of, count](const Json& json) {
      const auto value = json.as_string().value_or("");
      const bool sized = count == 0 ? !value.empty() : value.size() == count;
      if (!sized || value.find_first_not_of(of) != value.npos) wrong("no digits: " + std::string{json.view()});
    };
  }
  Check whole64() { return digits("0123456789", 0); }
  Check hex(std::size_t count) { return digits("0123456789abcdef", count); }

  Check attributes() {
    return list([this](const Json& each) {
      const auto value = [this](const Json& any) {
        if (any.size() != 1) wrong("a value of several kinds");
        const auto one_text = [this](const Json& word) { object(word, {{"stringValue", text()}}); };
        const auto values = [this, one_text](const Json& words) { object(words, {{"values", list(one_text)}}); };
        object(any, {{"stringValue", text(), false},
                     {"arrayValue", values, false},
                     {"intValue", whole64(), false},
                     {"doubleValue", number(), false},
                     {"boolValue", flag(), false}});
      };
      object(each, {{"key", text()}, {"value", value}});
    });
  }
  Check resource() {
    return [this](const Json& json) { object(json, {{"attributes", attributes()}}); };
  }
  Check scope() {
    return [this](const Json& json) { object(json, {{"name", text()}, {"version", text()}}); };
  }
  void traces(const Json& json) {
    const auto status = [this](const Json& each) { object(each, {{"code", number()}, {"message", text(), false}}); };
    const auto link = [this](const Json& each) { object(each, {{"traceId", hex(32)}, {"spanId", hex(16)}}); };
    const auto span = [this, status, link](const Json& each) {
      object(each, {{"traceId", hex(32)},
                    {"spanId", hex(16)},
                    {"parentSpanId", hex(16), false},
                    {"traceState", text(), false},
                    {"flags", number()},
                    {"name", text()},
                    {"kind", number()},
                    {"startTimeUnixNano", whole64()},
                    {"endTimeUnixNano", whole64()},
                    {"attributes", attributes()},
                    {"links", list(link), false},
                    {"status", status, false}});
    };
    const auto scoped = [this, span](const Json& each) { object(each, {{"scope", scope()}, {"spans", list(span)}}); };
    const auto of_resource = [this, scoped](const Json& each) {
      object(each, {{"resource", resource()}, {"scopeSpans", list(scoped)}});
    };
    object(json, {{"resourceSpans", list(of_resource)}});
  }
  void metrics(const Json& json) {
    const auto point = [this](const Json& each) {
      object(each, {{"attributes", attributes()},
                    {"startTimeUnixNano", whole64()},
                    {"timeUnixNano", whole64()},
                    {"asInt", whole64(), false},
                    {"count", whole64(), false},
                    {"sum", number(), false},
                    {"bucketCounts", list(whole64()), false},
                    {"explicitBounds", list(number()), false}});
      const auto bounds = each.find("explicitBounds");
      if (bounds && bounds->size() + 1 != each.at("bucketCounts").size()) wrong("bounds and counts");
    };
    const auto data = [this, point](const Json& each) {
      object(each, {{"dataPoints", list(point)}, {"aggregationTemporality", number()}, {"isMonotonic", flag(), false}});
    };
    const auto metric = [this, data](const Json& each) {
      object(each, {{"name", text()}, {"unit", text()}, {"sum", data, false}, {"histogram", data, false}});
    };
    const auto scoped = [this, metric](const Json& each) {
      object(each, {{"scope", scope()}, {"metrics", list(metric)}});
    };
    const auto of_resource = [this, scoped](const Json& each) {
      object(each, {{"resource", resource()}, {"scopeMetrics", list(scoped)}});
    };
    object(json, {{"resourceMetrics", list(of_resource)}});
  }

  std::string problem_;
};

/// Takes exports, and answers as it is told; 200 when it is told nothing.
class Collector {
 public:
  struct Export {
    std::string path, body;
    Headers headers;
  };
  Handler handler() {
    return [this](Request request) -> Answer {
      const std::string body{request.body.view()};
      const std::lock_guard lock{mutex_};
      problem_ = problem_.empty() ? Validator::problem(request.path, body) : problem_;
      exports_.push_back({request.path, body, request.headers});
      came_.notify_all();
      if (answers_.empty()) return json_answer(200, "{}");
      auto answer = std::move(answers_.front());
      answers_.pop_front();
      return answer();
    };
  }
  void answer(std::function<Answer()> one) {
    const std::lock_guard lock{mutex_};
    answers_.push_back(std::move(one));
  }
  void refuse(int status, Headers headers = {}) {
    answer([=] { return ready_answer({.status = status, .headers = headers}, "no"); });
  }
  std::vector<Export> exports(std::string_view path) {
    const std::lock_guard lock{mutex_};
    std::vector<Export> out;
    for (const auto& each : exports_) {
      if (each.path == path) out.push_back(each);
    }
    return out;
  }
  std::vector<Json> spans() {
    std::vector<Json> out;
    for (const auto& each : exports("/v1/traces")) {
      const auto scopes = Json{Text{each.body}}.at("resourceSpans").at(std::size_t{0}).at("scopeSpans");
      for (const auto& span : scopes.at(std::size_t{0}).at("spans").elements()) out.push_back(span);
    }
    return out;
  }
  /// The metric of that name in the last export; nothing where there is none.
  std::optional<Json> metric(std::string_view name) {
    const auto all = exports("/v1/metrics");
    if (all.empty()) return std::nullopt;
    const auto scopes = Json{Text{all.back().body}}.at("resourceMetrics").at(std::size_t{0}).at("scopeMetrics");
    for (const auto& each : scopes.at(std::size_t{0}).at("metrics").elements()) {
      if (each.at("name").as_string() == name) return each;
    }
    return std::nullopt;
  }
  std::string problem() {
    const std::lock_guard lock{mutex_};
    return problem_;
  }
  /// Waits until so many exports have come.
  void wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    came_.wait(lock, [&] { return exports_.size() >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Export> exports_;
  std::deque<std::function<Answer()>> answers_;
  std::string problem_;
};

/// Spans of a kind: 1 internal, 2 a server's, 3 a client's.
inline std::vector<Json> of_kind(const std::vector<Json>& spans, std::int64_t kind) {
  std::vector<Json> out;
  for (const auto& each : spans) {
    if (each.at("kind").as_integer() == kind) out.push_back(each);
  }
  return out;
}
/// The value of an attribute as a text; empty where there is none.
inline std::string attribute(const Json& of, std::string_view key) {
  for (const auto& each : of.at("attributes").elements()) {
    if (each.at("key").as_string() != key) continue;
    const auto value = each.at("value").members().front().second;
    return value.as_string().value_or(std::string{value.view()});
  }
  return {};
}

}  // namespace collector
