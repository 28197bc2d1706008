// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/batches/input.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/examples.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error example_error(std::string why, std::string at) {
  return api_error(400, std::move(why), "invalid_file_format", std::move(at));
}
inline bool says_something(const ChatMessage& message) {
  if (message.content) return true;
  const bool calls = message.tool_calls && !message.tool_calls->empty();
  return message.role == Role::assistant && (calls || message.function_call || message.refusal || message.audio);
}
inline std::optional<Error> bad_message(const ChatMessage& message, const std::string& at) {
  if (!message.role.known())
    return example_error("Invalid value: '" + std::string{message.role.word()} + "' is no role", at + ".role");
  if (!says_something(message)) return example_error("A message must have content", at + ".content");
  if (message.role == Role::tool && !message.tool_call_id)
    return example_error("A message of a tool must name the call that it answers", at + ".tool_call_id");
  const auto* weight = message.extra.find(message_weight.name);
  if (!weight) return std::nullopt;
  const auto value = weight->as_integer();
  if (message.role != Role::assistant)
    return example_error("Only messages of an assistant have a weight", at + ".weight");
  if (value != 0 && value != 1) return example_error("A weight must be 0 or 1", at + ".weight");
  return std::nullopt;
}
inline std::optional<Error> bad_messages(const std::vector<ChatMessage>& messages, const std::string& at, Role last) {
  if (messages.empty()) return example_error("There must be at least one message", at);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (auto error = bad_message(messages[i], at + "[" + std::to_string(i) + "]")) return error;
  }
  if (messages.back().role == last) return std::nullopt;
  return example_error(
      last == Role::user ? "The last message must be from the user" : "The last message must be from the assistant",
      at + "[" + std::to_string(messages.size() - 1) + "].role");
}
inline std::optional<Error> bad_output(const std::vector<ChatMessage>& output, const std::string& at) {
  if (output.size() != 1) return example_error("There must be exactly one message", at);
  return bad_messages(output, at, Role::assistant);
}
// The path of the first member that cannot be read.
inline Error unread_example(const Error& error) {
  if (error.code == "invalid_json") return example_error("This line is not parseable as valid JSON", "");
  auto why = error.message;
  while (why.ends_with('.')) why.pop_back();
  return example_error(std::move(why), error.param);
}

inline std::optional<Error> bad_supervised(std::string_view line) {
  const auto read = parse_owned<SupervisedExample>(line);
  if (!read) return unread_example(read.error());
  if (read->messages) return bad_messages(*read->messages, "messages", Role::assistant);
  if (!read->prompt) return example_error("Missing key 'messages'", "messages");
  if (!read->completion) return example_error("Missing key 'completion'", "completion");
  return std::nullopt;
}
inline std::optional<Error> bad_dpo(std::string_view line) {
  const auto read = parse_owned<DpoExample>(line);
  if (!read) return unread_example(read.error());
  if (read->input.messages.empty()) return example_error("There must be at least one message", "input.messages");
  for (std::size_t i = 0; i < read->input.messages.size(); ++i) {
    if (auto error = bad_message(read->input.messages[i], "input.messages[" + std::to_string(i) + "]")) return error;
  }
  if (auto error = bad_output(read->preferred_output, "preferred_output")) return error;
  return bad_output(read->non_preferred_output, "non_preferred_output");
}
inline std::optional<Error> bad_reinforcement(std::string_view line) {
  const auto read = parse_owned<ReinforcementExample>(line);
  if (!read) return unread_example(read.error());
  return bad_messages(read->messages, "messages", Role::user);
}

OAICOMPAT_INLINE std::optional<Error> bad_example(FineTuneMethodType method, std::string_view line) {
  switch (method) {
    case FineTuneMethodType::supervised: return bad_supervised(line);
    case FineTuneMethodType::dpo: return bad_dpo(line);
    case FineTuneMethodType::reinforcement: return bad_reinforcement(line);
  }
  return std::nullopt;
}

OAICOMPAT_INLINE Result<std::optional<FineTuningJobError>> check_examples(const BlobReaderPtr& file,
                                                                          const ExampleRules& rules,
                                                                          const std::stop_token& stop) {
  const auto found = [&](std::string_view code, std::string why) -> std::optional<FineTuningJobError> {
    FineTuningJobError out;
    out.code = Text{code};
    out.message = Text{std::move(why)};
    out.param = Text{rules.param};
    return out;
  };
  const std::string name{rules.name};
  if (file->size() > rules.max_bytes)
    return found("invalid_file_size", name + " has more than " + std::to_string(rules.max_bytes) + " bytes");
  BatchLineReader lines{file, rules.max_line_bytes};
  std::string line;
  std::int64_t count = 0;
  while (true) {
    if (stop.stop_requested()) return local_error(ErrorKind::cancelled, "The job is no longer wanted.");
    const auto more = lines.next(line);
    if (!more && more.error().status == 400)
      return found("invalid_file_format", "Invalid file format. " + more.error().message);
    if (!more) return more.error();
    if (!*more) break;
    ++count;
    if (rules.most > 0 && count > rules.most)
      return found("invalid_n_examples", name + " must have at most " + std::to_string(rules.most) + " examples");
    const auto wrong = bad_example(rules.method, line);
    if (!wrong) continue;
    return found("invalid_file_format", "Invalid file format. Line " + std::to_string(lines.number()) +
                                            (wrong->param.empty() ? "" : ", '" + wrong->param + "'") + ": " +
                                            wrong->message);
  }
  if (count >= rules.least) return std::optional<FineTuningJobError>{};
  return found("invalid_n_examples", name + " has " + std::to_string(count) + " example(s), but must have at least " +
                                         std::to_string(rules.least) + " examples");
}

}  // namespace oaicompat::inline v1::detail
