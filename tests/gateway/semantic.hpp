// A gateway in memory with a semantic cache, whose embeddings the test gives by angles.
// SPDX-License-Identifier: MIT
#pragma once

#include "evaluated.hpp"

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/json/any_json.hpp>

#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace semantic {

using namespace oaicompat;

inline std::string quoted(const std::string& text) { return std::string{Json::string(text).view()}; }

/// A chat that asks `text`; `more` are members that stand first.
inline std::string asking(const std::string& text, const std::string& more = {}) {
  return "{" + more + R"("model":"m","temperature":0,"messages":[{"role":"user","content":)" + quoted(text) + "}]}";
}
/// The last message's text of a chat.
inline std::string text_of(const Bytes& body) {
  const auto messages = Json{Text{body}}.at("messages").elements();
  return messages.empty() ? "" : messages.back().at("content").as_string().value_or("");
}

/// Waits for an answer's end, as long as it is under way on other threads.
inline fakes::Taken wait_for(Stream<Part>& answer) {
  fakes::Taken out;
  Waiter waiter;
  Part part;
  const auto until = real_clock()->now() + std::chrono::seconds{20};
  while ((out.last = waiter.pull(answer, part, until)) == Pull::some) {
    if (auto* head = std::get_if<Head>(&part)) {
      out.head = std::move(*head);
    } else {
      out.body += std::get<Bytes>(part);
    }
  }
  return out;
}

inline const std::string rules = R"(
[targets.near]
base_url = "http://near/v1"
price_per_million = { input = 1, output = 10 }
[targets.embed]
base_url = "http://embed/v1"
price_per_million = { input = 1, output = 0 }
[judges.strict]
criteria = "It is right."
target = "judge"
model = "j"
[targets.judge]
base_url = "http://judge/v1"
)";

/// Vectors of texts: at the angle that the test says, else at one of their own in other dimensions.
class Angles {
 public:
  void set(const std::string& text, double degrees) {
    const std::lock_guard lock{mutex_};
    at_[text] = degrees;
  }
  std::vector<double> vector(const std::string& text) {
    constexpr std::size_t others = 60;
    std::vector<double> out(2 + others, 0.0);
    const std::lock_guard lock{mutex_};
    const auto known = at_.find(text);
    if (known == at_.end()) {
      out[2 + unknown_.try_emplace(text, unknown_.size()).first->second % others] = 1;
    } else {
      out[0] = std::cos(known->second * 3.14159265358979 / 180);
      out[1] = std::sin(known->second * 3.14159265358979 / 180);
    }
    return out;
  }
  Answer answer(Request request) {
    const auto input = Json{Text{request.body.view()}}.at("input");
    std::string data;
    const auto add = [&](const std::string& text, std::size_t index) {
      std::string numbers;
      for (const auto each : vector(text)) numbers += (numbers.empty() ? "" : ",") + std::to_string(each);
      data += (index == 0 ? "" : ",") + ("{\"object\":\"embedding\",\"index\":" + std::to_string(index)) +
              ",\"embedding\":[" + numbers + "]}";
    };
    const auto all = input.elements();
    for (std::size_t i = 0; i < all.size(); ++i) add(all[i].as_string().value_or(""), i);
    if (const auto one = input.as_string()) add(*one, 0);
    return json_answer(200, R"({"object":"list","model":"e-1","data":[)" + data +
                                R"(],"usage":{"prompt_tokens":4,"total_tokens":4}})");
  }

 private:
  std::mutex mutex_;
  std::map<std::string, double> at_;
  std::map<std::string, std::size_t> unknown_;
};

/// `rule` are members of the semantic rule, `cache` of its cache, `more` lines of its route.
struct Ground : evaluated::Watched {
  std::shared_ptr<Angles> angles = std::make_shared<Angles>();
  AnswerCachePtr cache = memory_cache(std::size_t{1} << 20, clock);

  explicit Ground(const std::string& rule = {}, const std::string& own = {}, const std::string& more = {})
      : Watched{LogLevel::bodies} {
    at["near"].answer = [](Request request) { return json_answer(200, said_of(request)); };
    at["embed"].answer = [angles = angles](Request request) { return angles->answer(std::move(request)); };
    const auto key = [](const char* name, const char* sha256) {
      return std::string{"[[keys]]\nrpm = 1000\nusd_per_day = 1\nname = \""} + name + "\"\nsha256 = \"" + sha256 +
             "\"\n";
    };
    const auto route = "[[routes]]\nname = \"all\"\nuse = [{ target = \"near\" }]\n" + more + "\ncache = { " + own +
                       "semantic = { target = \"embed\", model = \"embed-small\", " +
                       (rule.find("verify") == rule.npos ? "verify = 0, " : "") + "timeout = \"10s\"" +
                       (rule.empty() ? "" : ", ") + rule + " } }\n";
    const auto keys = key("app", "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a") +
                      key("other", "05270cae9b417ed4a4bc513be1528171eb918453c564bd05bb00017c29e94958");
    auto with = options();
    with.cache = cache;
    gateway = Gateway::create(read_rules(rules + route + keys).value(), std::move(with)).value();
  }
  ~Ground() { gateway.reset(); }

  /// An answer that repeats what was asked.
  static std::string said_of(Request& request) {
    return evaluated::said(quoted("You asked: " + text_of(Bytes{request.body.view()})));
  }
  Answer start(const std::string& body, Headers headers = {}) {
    if (!headers.has("authorization")) headers.add("authorization", "Bearer sk-oc-1");
    return log->watch()(gateway->handler())(fakes::post(std::move(headers), body));
  }
  /// Asks, and waits until what is kept can be found.
  fakes::Taken ask(const std::string& body, Headers headers = {}) {
    const auto answer = start(body, std::move(headers));
    auto out = wait_for(*answer);
    gateway->finish_evaluation();
    return out;
  }
  std::string cache_of(const std::string& body, Headers headers = {}) {
    return ask(body, std::move(headers)).header("x-oaicompat-cache");
  }
  RequestReport last_request() {
    const std::lock_guard lock{mutex};
    return requests.back();
  }
};

}  // namespace semantic
