// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_likeness.hpp>
#include <oaicompat/gateway/answer_parts.hpp>
#include <oaicompat/gateway/checks.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/schema_check.hpp>
#include <oaicompat/gateway/text_script.hpp>
#include <oaicompat/json/any_json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE const std::vector<std::string>& default_refusals() {
  static const std::vector<std::string> all{
      "i'm sorry, but i can", "i am sorry, but i can", "sorry, i can",  "i can't assist", "i cannot assist",
      "i can't help with",    "i cannot help with",    "i'm unable to", "i am unable to", "as an ai"};
  return all;
}

namespace detail {

// The share of the runs of four words that stood before; 0 of a short text. Runs are told apart by their hashes.
inline double repeated_share(std::string_view text) {
  constexpr std::size_t run = 4, fewest = 16, most = std::size_t{64} << 10;
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  text = text.substr(0, most);
  std::array<std::size_t, run> begins{};
  std::vector<std::size_t> seen;
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    begins[words++ % run] = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    if (words < run) continue;
    const auto begin = begins[words % run];
    seen.push_back(std::hash<std::string_view>{}(text.substr(begin, at - begin)));
  }
  const auto runs = seen.size();
  if (runs < fewest) return 0;
  std::sort(seen.begin(), seen.end());
  const auto different = static_cast<std::size_t>(std::unique(seen.begin(), seen.end()) - seen.begin());
  return static_cast<double>(runs - different) / static_cast<double>(runs);
}

inline bool begins_with_refusal(std::string_view text, const std::vector<std::string>& phrases) {
  constexpr std::size_t looked_at = 256;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return false;
  std::string begin;
  for (const char c : text.substr(first, looked_at)) begin += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  constexpr std::string_view curly = "\xE2\x80\x99";  // the apostrophe of typesetters
  for (auto at = begin.find(curly); at != begin.npos; at = begin.find(curly)) begin.replace(at, curly.size(), "'");
  return std::any_of(phrases.begin(), phrases.end(), [&](auto& each) { return begin.starts_with(each); });
}

// What the request wants of the answer's form; null where it wants text.
inline std::optional<Json> wanted_form(const Json& request) {
  auto form = request.find("response_format");
  if (!form) form = request.at("text").find("format");
  const auto type = form ? form->at("type").as_string().value_or("") : "";
  if (type == "json_object") return Json{Text{"true"}};
  if (type != "json_schema") return std::nullopt;
  const auto inner = form->find("json_schema");
  return (inner ? *inner : *form).at("schema");
}

// The schema of the arguments of a tool that was offered; nothing where it was not.
inline std::optional<Json> offered_tool(const std::vector<Json>& tools, std::string_view name) {
  for (const auto& each : tools) {
    const auto inner = each.find("function");
    const auto& tool = inner ? *inner : each;
    if (tool.at("name").as_string() != name) continue;
    const auto parameters = tool.find("parameters");
    return parameters ? *parameters : tool.find("input_schema").value_or(Json{Text{"true"}});
  }
  return std::nullopt;
}

// The last text that the user said.
inline std::string last_user_text(const Json& request) {
  for (const auto* name : {"messages", "input", "prompt"}) {
    const auto said = request.at(name);
    if (auto text = said.as_string()) return *std::move(text);
    const auto all = said.elements();
    const auto last =
        std::find_if(all.rbegin(), all.rend(), [](auto& each) { return each.at("role").as_string() == "user"; });
    if (last == all.rend()) continue;
    const auto content = last->at("content");
    auto out = content.as_string().value_or("");
    for (const auto& part : content.elements()) out += part.at("text").as_string().value_or("");
    return out;
  }
  return {};
}

class Checking {
 public:
  Checking(const CheckedAnswer& of, const RouteChecks& rules) : of_{of}, rules_{rules} {}

  std::vector<AnswerScore> all() {
    constexpr std::array with_text{std::string_view{"/v1/chat/completions"}, std::string_view{"/v1/completions"},
                                   std::string_view{"/v1/responses"}, std::string_view{"/v1/messages"}};
    if (std::find(with_text.begin(), with_text.end(), of_.path) != with_text.end()) check_content();
    check_bounds();
    return std::move(found_);
  }

 private:
  void add(std::string_view check, std::string_view fault, std::optional<double> score = {}) {
    found_.push_back({std::string{check}, fault.empty(), score, std::string{fault}});
  }
  void check_content() {
    if (!Json::checked(of_.answer)) return add("non_empty", "the answer is not JSON");
    const auto parts = parts_of_answer(of_.answer);
    const auto text = parts.text();
    const bool says = text.find_first_not_of(" \t\r\n") != text.npos;
    if (rules_.non_empty) add("non_empty", says || !parts.calls.empty() ? "" : "nothing is said");
    if (rules_.schema || rules_.tools) check_form(parts);
    if (rules_.finish) check_finish(parts.finish);
    if (rules_.refusal) {
      const auto& phrases = rules_.refusals.empty() ? default_refusals() : rules_.refusals;
      add("refusal", parts.refused || begins_with_refusal(text, phrases) ? "it refuses" : "");
    }
    if (rules_.min_text > 0 || rules_.max_text > 0) check_length(text);
    if (!rules_.script.empty()) check_script(text);
    if (rules_.similarity && !of_.reference.empty()) {
      found_.push_back({.check = "similarity", .score = answer_likeness(text, of_.reference)});
    }
    if (rules_.max_repetition > 0 && says) {
      const auto share = repeated_share(text);
      add("repetition", share > rules_.max_repetition ? "it repeats itself" : "", share);
    }
  }
  void check_form(const AnswerParts& parts) {
    const Json request{Text{of_.request}};
    if (rules_.tools && !parts.calls.empty()) add("tools", fault_of_calls(request.at("tools").elements(), parts.calls));
    if (!rules_.schema || parts.texts.empty() || (!parts.calls.empty() && parts.text().empty())) return;
    const auto form = wanted_form(request);
    if (!form || parts.refused) return;
    std::string_view fault;
    for (const auto& each : parts.texts) {
      const auto value = Json::checked(each);
      if (!value) {
        fault = "not JSON";
      } else if (!fits_schema(*form, *value)) {
        fault = "not as the schema";
      }
    }
    add("schema", fault);
  }
  static std::string_view fault_of_calls(const std::vector<Json>& tools, const std::vector<AnswerCall>& calls) {
    constexpr std::size_t most_calls = 64;
    for (std::size_t i = 0; i < std::min(calls.size(), most_calls); ++i) {
      const auto& each = calls[i];
      const auto schema = offered_tool(tools, each.name);
      if (!schema) return "a tool that was not offered";
      const auto arguments = Json::checked(each.arguments.empty() ? "{}" : std::string_view{each.arguments});
      if (!arguments) return "arguments that are not JSON";
      if (!fits_schema(*schema, *arguments)) return "arguments not as the schema";
    }
    return {};
  }
  void check_finish(std::string_view finish) {
    constexpr std::array fine{std::string_view{"stop"},         std::string_view{"tool_calls"},
                              std::string_view{"completed"},    std::string_view{"function_call"},
                              std::string_view{"end_turn"},     std::string_view{"tool_use"},
                              std::string_view{"stop_sequence"}};
    constexpr std::array known{std::string_view{"length"},     std::string_view{"content_filter"},
                               std::string_view{"incomplete"}, std::string_view{"max_tokens"},
                               std::string_view{"refusal"},    std::string_view{"failed"}};
    if (std::find(fine.begin(), fine.end(), finish) != fine.end()) return add("finish", "");
    const bool is_known = std::find(known.begin(), known.end(), finish) != known.end();
    add("finish", is_known ? finish : finish.empty() ? "no reason is told" : "an unknown reason");
  }
  void check_length(const std::string& text) {
    const auto size = static_cast<std::int64_t>(text.size());
    const bool is_long = rules_.max_text > 0 && size > rules_.max_text;
    add("length", size < rules_.min_text ? "too short" : is_long ? "too long" : "", static_cast<double>(size));
  }
  // What is to be JSON has names that are of no language.
  void check_script(const std::string& text) {
    const Json request{Text{of_.request}};
    if (wanted_form(request)) return;
    const auto asked = rules_.script == "request" ? last_user_text(request) : std::string{};
    const auto wanted = rules_.script == "request" ? main_script(asked) : std::string_view{rules_.script};
    const auto share = script_share(text, wanted);
    if (share) add("script", *share < 0.5 ? "in another script" : "", *share);
  }
  void check_bounds() {
    if (rules_.max_time.count() > 0) {
      const auto seconds = std::chrono::duration<double>{of_.time}.count();
      add("time", of_.time > rules_.max_time ? "too slow" : "", seconds);
    }
    if (rules_.max_cost > 0 && of_.cost) {
      add("cost", *of_.cost > rules_.max_cost ? "too dear" : "", static_cast<double>(*of_.cost) / 1e9);
    }
  }

  const CheckedAnswer& of_;
  const RouteChecks& rules_;
  std::vector<AnswerScore> found_;
};

inline std::string score_json(const AnswerScore& score) {
  LogObject out;
  out.text("check", score.check);
  if (score.passed) out.flag("passed", bool{*score.passed});
  if (score.score) out.json("score", fmt::format("{:.6g}", *score.score));
  return out.text_if("note", score.note).take();
}

}  // namespace detail

OAICOMPAT_INLINE std::vector<AnswerScore> check_answer(const CheckedAnswer& answer, const RouteChecks& checks) {
  return detail::Checking{answer, checks}.all();
}

OAICOMPAT_INLINE std::string scores_json(const std::vector<AnswerScore>& scores) {
  return scores.empty() ? std::string{} : detail::json_array(scores, detail::score_json);
}

}  // namespace oaicompat::inline v1
