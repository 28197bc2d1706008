// What a backend's events say for the access log.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/http/request_notes.hpp>
#include <oaicompat/json/kinds.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace oaicompat::inline v1::detail {

// Of a usage, whichever of the API's it is.
template <class Usage>
TokenCounts token_counts(const Usage& usage) {
  if constexpr (can_be_absent<Usage>) {
    return usage ? token_counts(*usage) : TokenCounts{};
  } else if constexpr (is_union<Usage>) {
    return usage.visit([](const auto& each) { return token_counts(each); });
  } else if constexpr (requires { usage.completion_tokens; }) {
    return {usage.prompt_tokens, usage.completion_tokens};
  } else if constexpr (requires { usage.prompt_tokens; }) {
    return {usage.prompt_tokens, std::nullopt};
  } else if constexpr (requires {
                         usage.input_tokens;
                         usage.output_tokens;
                       }) {
    return {usage.input_tokens, usage.output_tokens};
  } else {
    return {};
  }
}

// Of a response or a chunk; nothing where it says nothing of them.
template <class T>
TokenCounts tokens_in(const T& value) {
  if constexpr (is_union<T>) {
    return value.visit([](const auto& each) { return tokens_in(each); });
  } else if constexpr (requires { value.usage; }) {
    return token_counts(value.usage);
  } else if constexpr (requires { value.response.usage; }) {
    return token_counts(value.response.usage);
  } else {
    return {};
  }
}

inline bool is_said(std::string_view json) { return json != "null" && json != "\"\"" && json != "[]"; }

// Whether a chunk has something of the answer, and does not only begin or end it.
template <class Chunk>
bool speaks(const Chunk& chunk) {
  if constexpr (is_union<Chunk>) {
    return chunk.tag().ends_with(".delta") || chunk.tag().ends_with("partial_image");
  } else {
    return std::any_of(chunk.choices.begin(), chunk.choices.end(), [](const auto& choice) {
      if constexpr (requires { choice.delta; }) {
        const auto& delta = choice.delta;
        const auto has = [](const auto& member) {
          if constexpr (requires { member->empty(); }) return member && !member->empty();
          return member.has_value();
        };
        return has(delta.content) || has(delta.refusal) || has(delta.tool_calls) || has(delta.function_call) ||
               std::any_of(delta.extra.begin(), delta.extra.end(),
                           [](const auto& each) { return is_said(each.json.view()); });
      } else {
        return !choice.text.empty();
      }
    });
  }
}

// Watches the events of one answer.
class EventNotes {
 public:
  explicit EventNotes(RequestNotesPtr notes) : notes_{std::move(notes)} {}

  template <class E>
  void event(const E& event) {
    if (!notes_) return;
    if constexpr (requires { std::get<0>(event); }) {
      if (event.index() == 0) return chunk(std::get<0>(event));
      tokens(tokens_in(std::get<1>(event)));
    } else {
      tokens(tokens_in(event));
    }
  }
  void error(const Error& error) const {
    if (notes_) notes_->set_error(error);
  }
  void tokens(const TokenCounts& counts) const {
    if (!notes_ || (!counts.prompt && !counts.completion)) return;
    notes_->edit([&](RequestFacts& facts) {
      facts.prompt_tokens = counts.prompt;
      facts.completion_tokens = counts.completion;
    });
  }

 private:
  template <class Chunk>
  void chunk(const Chunk& chunk) {
    if (!spoken_ && speaks(chunk)) {
      spoken_ = true;
      notes_->set_first_token();
    }
    tokens(tokens_in(chunk));
  }

  RequestNotesPtr notes_;
  bool spoken_ = false;
};

// The model that a request asks for.
template <class Request>
std::optional<std::string> model_in(const Request& request) {
  if constexpr (requires { request.model; }) {
    if constexpr (can_be_absent<std::remove_cvref_t<decltype(request.model)>>) {
      return request.model ? request.model->str() : std::string{};
    } else {
      return request.model.str();
    }
  }
  return std::nullopt;
}

}  // namespace oaicompat::inline v1::detail
