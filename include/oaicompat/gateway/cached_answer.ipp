// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_watch.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/cached_answer.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/usage.hpp>
#include <oaicompat/json/member_scan.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1::detail {

inline constexpr std::string_view chat_path = "/v1/chat/completions";

// How many bytes the first characters of a text have.
inline std::size_t bytes_of_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count-- > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

// Writes a chunk as events; one with a long text in the place of its delta as several.
inline void append_pieces(Bytes& out, ChatChunk& chunk) {
  constexpr std::size_t most_characters = 64;
  auto* text = ChatStreaming::delta_text(chunk);
  const bool is_plain = text && chunk.choices[0].delta.extra.empty();
  std::string rest{is_plain ? text->view() : std::string_view{}};
  while (rest.size() > most_characters) {
    const auto size = bytes_of_characters(rest, most_characters);
    if (size == rest.size()) break;
    *text = Text{rest.substr(0, size)};
    rest.erase(0, size);
    append_sse_data(out, to_json(chunk));
    chunk.choices[0].logprobs.set_null();
    if (auto& calls = chunk.choices[0].delta.tool_calls) {  // what names a call stands once
      for (auto& call : *calls) {
        call.id.reset();
        call.type.reset();
        if (call.function) call.function->name.reset();
      }
    }
    text = ChatStreaming::delta_text(chunk);
    *text = Text{rest};
  }
  append_sse_data(out, to_json(chunk));
}

OAICOMPAT_INLINE std::optional<Bytes> replay_events(std::string_view whole, ReplayForm form) {
  const auto completion = parse_owned<ChatCompletion>(whole, {.reading = Reading::lenient});
  if (!completion) return std::nullopt;
  Bytes out;
  for (auto& chunk : ChatStreaming::split(*completion)) {
    if (ChatStreaming::shape(chunk, {.usage = form == ReplayForm::events_and_usage})) append_pieces(out, chunk);
  }
  return out += sse_done;
}

// Whether each choice has said all that it was to say: a filter, a failure, or nothing at all is no such end.
inline bool have_ended_well(std::string_view choices) {
  constexpr std::array<std::string_view, 4> broken{"content_filter", "error", "abort", "insufficient_system_resource"};
  bool all = true;
  each_object(choices, [&](MemberScan& choice) {
    std::string_view reason;
    while (choice.next()) {
      if (choice.key() == "finish_reason") reason = choice.value();
    }
    const auto word = string_content(reason);
    all = all && !word.empty() && std::find(broken.begin(), broken.end(), word) == broken.end();
  });
  return all;
}

enum class PairHalf { none, first, second };
// Which half of a surrogate pair an escape begins that is written so.
inline PairHalf half_of_pair(std::string_view escape) {
  if (escape.size() < 4 || !escape.starts_with("\\u") || (escape[2] | 0x20) != 'd') return PairHalf::none;
  const auto digit = std::string_view{"89abcdef"}.find(static_cast<char>(escape[3] | 0x20));
  return digit == std::string_view::npos ? PairHalf::none : digit < 4 ? PairHalf::first : PairHalf::second;
}
inline bool has_half_a_pair(std::string_view json) {
  constexpr std::size_t of_half = 6, of_escape = 2;
  for (auto at = json.find('\\'); at != json.npos; at = json.find('\\', at)) {
    const auto half = half_of_pair(json.substr(at));
    if (half == PairHalf::second) return true;
    if (half == PairHalf::first && half_of_pair(json.substr(std::min(at + of_half, json.size()))) != PairHalf::second) {
      return true;
    }
    at += half == PairHalf::first ? 2 * of_half : of_escape;
  }
  return false;
}
// Whether an event says what is lost where it is put together with others: half of a character, the other half of which
// another one has, or a whole message in the place of a delta.
inline bool is_lost_in_whole(std::string_view event) {
  bool lost = has_half_a_pair(event);
  each_object(member_text(event, "choices").value_or(""), [&](MemberScan& choice) {
    while (choice.next()) lost = lost || (choice.key() == "message" && choice.value() != "null");
  });
  return lost;
}

// The chunks of a stream that is whole, put together; nothing where one of them does not fit.
inline std::optional<Bytes> fold_whole_stream(const Bytes& events) {
  AnswerWatch watch;
  (void)watch.feed(events);
  if (!watch.is_finished() || !watch.is_done() || watch.has_error() || watch.garbage() > 0) return std::nullopt;
  SseDecoder decoder;
  ChatAccumulator chat;
  decoder.feed(events);
  decoder.finish();
  bool is_done = false;
  for (SseEvent event; decoder.next(event) == Pull::some;) {
    if (is_done || event.name == "error") return std::nullopt;
    is_done = event.data == "[DONE]";
    if (is_done) continue;
    if (is_lost_in_whole(event.data)) return std::nullopt;
    const auto chunk = parse_owned<ChatChunk>(event.data, {.reading = Reading::lenient});
    if (!chunk || !chat.add(*chunk)) return std::nullopt;
  }
  const auto whole = chat.finish();
  if (!whole) return std::nullopt;
  auto out = to_json(*whole);
  return have_ended_well(member_text(out, "choices").value_or("")) ? std::optional{std::move(out)} : std::nullopt;
}

OAICOMPAT_INLINE std::optional<Bytes> keepable_answer(std::string_view path, ReplayForm form, Bytes body) {
  if (form != ReplayForm::whole) return fold_whole_stream(body);
  if (member_text(body, "error").value_or("null") != "null") return std::nullopt;
  const bool has_choices = path == chat_path || path == "/v1/completions";
  if (has_choices && !have_ended_well(member_text(body, "choices").value_or(""))) return std::nullopt;
  if (path == chat_path) {
    const auto whole = parse_owned<ChatCompletion>(body, {.reading = Reading::lenient});
    if (!whole || whole->choices.empty()) return std::nullopt;
  } else if (path == "/v1/responses") {
    if (member_text(body, "status") != "\"completed\"") return std::nullopt;
  } else if (path == "/v1/messages") {
    const auto reason = string_content(member_text(body, "stop_reason").value_or(""));
    if (reason.empty() || reason == "refusal" || reason == "error") return std::nullopt;
  }
  return body;
}

// Whether an answer asks not to be kept. Of a stream `no-cache` says nothing: servers put it on each one, so that
// nobody on the way holds events back.
inline bool asks_not_to_be_kept(const Headers& headers, ReplayForm form) {
  const auto control = read_cache_control(headers);
  return control.no_store || control.is_private || (control.no_cache && form == ReplayForm::whole);
}

class FilledAnswer final : public WrappedAnswer {
 public:
  FilledAnswer(Answer inner, FillOptions options) : WrappedAnswer{std::move(inner)}, options_{std::move(options)} {}
  // Callers may leave a stream at the mark of its end.
  ~FilledAnswer() override {
    inner_.reset();
    if (options_.form != ReplayForm::whole) keep();
  }
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) {
      std::visit([this](const auto& part) { see(part); }, out);
    } else if (got != Pull::wait) {
      got == Pull::end ? keep() : void(keeping_ = false);
    }
    return got;
  }

 private:
  void keep() {
    if (!std::exchange(keeping_, false)) return;
    auto whole = keepable_answer(options_.path, options_.form, std::move(body_));
    if (whole) options_.keep(head_, *std::move(whole));
  }
  void see(const Head& head) {
    const auto type = head.headers.get("content-type");
    const std::string_view wanted = options_.form == ReplayForm::whole ? "application/json" : "text/event-stream";
    keeping_ = head.status == 200 && iequals(type.substr(0, wanted.size()), wanted);
    if (options_.hears_control && asks_not_to_be_kept(head.headers, options_.form)) keeping_ = false;
    if (keeping_) head_ = head;
  }
  void see(const Bytes& piece) {
    keeping_ = keeping_ && body_.size() + piece.size() <= options_.max_bytes;
    if (keeping_) return void(body_ += piece);
    body_ = {};
  }

  const FillOptions options_;
  Head head_;
  Bytes body_;
  bool keeping_ = false;
};

OAICOMPAT_INLINE Answer fill_cache(Answer inner, FillOptions options) {
  return std::make_unique<FilledAnswer>(std::move(inner), std::move(options));
}

class UsagelessAnswer final : public WrappedAnswer {
 public:
  using WrappedAnswer::WrappedAnswer;
  Pull pull(Part& out) override {
    for (;;) {
      const auto got = inner_->pull(out);
      if (got != Pull::some) return got;
      if (const auto* head = std::get_if<Head>(&out)) is_stream_ = is_event_stream(head->headers.get("content-type"));
      auto* events = std::get_if<Bytes>(&out);
      if (!events || !is_stream_) return got;
      hide_usage(*events);
      if (!events->empty()) return got;
    }
  }

 private:
  bool is_stream_ = false;
};

OAICOMPAT_INLINE Answer without_usage(Answer inner) { return std::make_unique<UsagelessAnswer>(std::move(inner)); }

}  // namespace oaicompat::inline v1::detail
