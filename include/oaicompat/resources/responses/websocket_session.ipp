// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

/// Responses asked for in messages: each is a streamed request of a handler's, one after the other.
class ResponseSession final : public WebSocketSession {
 public:
  ResponseSession(Handler handler, Request handshake) : handler_{std::move(handler)}, shape_{std::move(handshake)} {
    shape_.method = "POST";
    shape_.body = Body{};
    shape_.context.can_upgrade = false;
    shape_.context.notes = nullptr;  // those are the handshake's
    id_ = shape_.context.request_id;
    shape_.context.session = memory_store({.max_records = 10'000, .max_bytes = std::size_t{16} << 20});
    remove_hop_by_hop(shape_.headers);
    for (const auto* own : {"content-type", "content-length", "accept", "sec-websocket-key", "sec-websocket-version",
                            "sec-websocket-extensions", "sec-websocket-protocol"}) {
      shape_.headers.remove(own);
    }
    shape_.headers.set("content-type", "application/json");
  }

  void ask_by(std::function<Answer(Request)> all) override {
    handler_ = std::move(all);
    shape_.headers = {{"content-type", "application/json"}};
    id_ = std::exchange(shape_.context, {.session = shape_.context.session}).request_id;
  }
  void take(Bytes message) override { waiting_ = std::move(message); }
  bool is_open() const override { return !answer_ && !waiting_; }
  void finish() override { finishing_ = true; }

  Pull pull(Bytes& out) override {
    for (;;) {
      if (!answer_ && !waiting_) return finishing_ ? Pull::end : Pull::wait;
      if (!answer_) begin();
      if (const auto got = next(out); got == Pull::some || got == Pull::wait) return got;
      answer_.reset();
    }
  }
  void when_ready(Wake wake) override {
    if (answer_) answer_->when_ready(std::move(wake));
  }

 private:
  void begin() {
    head_ = {};
    body_.clear();
    failed_ = false;
    decoder_ = std::make_unique<SseDecoder>();
    stream_id_.clear();
    previous_.clear();
    auto asked = request_of(*std::exchange(waiting_, std::nullopt));
    answer_ = asked ? handler_(*std::move(asked)) : error_answer(asked.error());
    if (!answer_) answer_ = error_answer(api_error(500, "The server failed to answer.", "internal_error"));
  }
  // `type` and `stream_id` are the message's, all else is the request's.
  Result<Request> request_of(const Bytes& message) {
    auto parsed = parse<ResponseRequest>(message);
    if (!parsed) return parsed.error();
    auto asked = **parsed;
    const auto type = asked.extra.get(ExtraKey<std::string>{"type"});
    if (type != "response.create") {
      return api_error(400, "The type of a message must be 'response.create'.", "invalid_value", "type");
    }
    stream_id_ = asked.extra.get(ExtraKey<std::string>{"stream_id"}).value_or("");
    if (!is_stream_id(stream_id_)) {
      stream_id_.clear();
      return api_error(400, "A stream_id has up to 256 letters, digits, '_', '.' and '-'.", "invalid_value",
                       "stream_id");
    }
    asked.extra.remove("type");
    asked.extra.remove("stream_id");
    asked.stream = true;
    if (asked.previous_response_id) previous_ = asked.previous_response_id->str();
    auto out = shape_;
    out.body = to_json(asked);
    if (id_.empty()) return out;
    out.context.request_id = id_ + "-" + std::to_string(++count_);
    out.headers.set("x-request-id", out.context.request_id);
    return out;
  }
  static bool is_stream_id(std::string_view id) {
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
             c == '-';
    };
    return id.size() <= 256 && std::all_of(id.begin(), id.end(), fits);
  }

  // The next message of the answer; `Pull::end` once there is none.
  Pull next(Bytes& out) {
    if (failed_) return Pull::end;
    for (SseEvent event;;) {
      const auto got = decoder_->next(event);
      if (got == Pull::some) {
        if (event.data.starts_with("{\"error\":")) return end_early(out, event.data);
        if (event.name == "response.failed") forget_previous();
        return say(out, event.data);
      }
      if (got == Pull::fail) return fail(out, decoder_->error());
      Part part;
      switch (answer_->pull(part)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(out, answer_->error());
        case Pull::end: return head_.status == 200 ? Pull::end : refuse(out);
        case Pull::some: take_part(std::move(part));
      }
    }
  }
  void take_part(Part part) {
    if (auto* head = std::get_if<Head>(&part)) {
      head_ = std::move(*head);
    } else if (head_.status == 200) {
      piece_ = std::get<Bytes>(std::move(part));
      decoder_->feed(piece_);
    } else {
      body_ += std::get<Bytes>(part);
    }
  }
  // Said once, then the answer is over.
  Pull fail(Bytes& out, const Error& error) {
    body_ = error_body(error);
    if (head_.status == 200) head_.status = error.status >= 400 ? error.status : 500;
    return refuse(out);
  }
  // A layer ended the stream with an error, as it ends any stream.
  Pull end_early(Bytes& out, std::string_view error) {
    body_ = error;
    head_.status = 500;
    return refuse(out);
  }
  Pull refuse(Bytes& out) {
    failed_ = true;
    forget_previous();
    // Each error of a connection has a code.
    if (auto error = read_error(head_, body_); error.code.empty() || !body_.starts_with("{\"error\":")) {
      if (error.code.empty()) error.code = error.type;
      body_ = error_body(error);
    }
    return say(out, "{\"type\":\"error\",\"status\":" + std::to_string(head_.status) + "," + body_.substr(1));
  }
  // What a failed request was to go on from is not kept for the connection any more.
  void forget_previous() {
    if (previous_.empty()) return;
    std::ignore = shape_.context.session->write({{.collection = "responses", .put = {}, .remove = previous_}});
    previous_.clear();
  }
  Pull say(Bytes& out, std::string_view event) const {
    out = event;
    if (stream_id_.empty() || !out.ends_with('}')) return Pull::some;
    out.pop_back();
    out.append(",\"stream_id\":\"").append(stream_id_).append("\"}");
    return Pull::some;
  }

  Handler handler_;
  Request shape_;   // what each request has in common
  std::string id_;  // the handshake's
  std::optional<Bytes> waiting_;
  Answer answer_;
  Head head_;
  Bytes body_, piece_;
  std::unique_ptr<SseDecoder> decoder_;
  std::string stream_id_;
  std::string previous_;  // the response that the request goes on from
  std::size_t count_ = 0;
  bool failed_ = false, finishing_ = false;
};

}  // namespace detail

OAICOMPAT_INLINE WebSocketSessionPtr CreateResponse::session(Handler handler, oaicompat::Request handshake) {
  return std::make_shared<detail::ResponseSession>(std::move(handler), std::move(handshake));
}

}  // namespace oaicompat::inline v1
