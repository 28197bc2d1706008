// What a provider answers, read by a client and by a proxy: it ends in an error, or in what can be written and read.
// SPDX-License-Identifier: MIT
#include "fuzz/laws.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/transport/memory.hpp>

#include <string>
#include <utility>
#include <variant>

using namespace oaicompat;
using fuzz::require;

namespace {

constexpr ReadOptions lenient{.reading = Reading::lenient};

// Answers with the input, in pieces.
class Pieces final : public Stream<Part> {
 public:
  Pieces(Head head, std::string_view body, unsigned seed) : head_{std::move(head)} {
    fuzz::in_pieces(body, seed, [&](std::string_view piece) { return pieces_.emplace_back(piece), true; });
  }
  Pull pull(Part& out) override {
    if (!std::exchange(headed_, true)) return out = head_, Pull::some;
    if (at_ == pieces_.size()) return Pull::end;
    return out = pieces_[at_++], Pull::some;
  }

 private:
  Head head_;
  std::vector<Bytes> pieces_;
  std::size_t at_ = 0;
  bool headed_ = false;
};

template <class T>
void check_value(const T& value) {
  const auto written = to_json(value);
  require(fuzz::is_json(written), "what is written is JSON", written);
  const auto again = parse_owned<T>(written, lenient);
  require(again.has_value(), "what is written can be read", written);
  require(to_json(*again) == written, "what is read again is what was written", written);
}
void check_value(const BinaryContent&) {}

void check_error(const Error& error) {
  require(!error.message.empty(), "an error says why");
  require(fuzz::is_json(error_body(error)), "an error can be told", error.message);
}

template <class Op>
void check_call(const Backend& backend, const typename Op::Request& request) {
  const auto stream = backend.run<Op>(request);
  typename Op::Streaming::Accumulator all;
  bool adds = true;
  for (Event<Op> event;;) {
    const auto got = stream->pull(event);
    require(got != Pull::wait, "nothing is waited for where all is here");
    if (got == Pull::fail) return check_error(stream->error());
    if (got == Pull::end) break;
    std::visit([](const auto& each) { check_value(each); }, event);
    const auto* chunk = std::get_if<0>(&event);  // by place: a completion's chunk and response are of one type
    if (!chunk || !adds) continue;
    const auto added = all.add(*chunk);
    if (!added) check_error(added.error());
    adds = added.has_value();
  }
  if (!adds) return;
  const auto whole = all.finish();
  if (!whole) return check_error(whole.error());
  check_value(*whole);
}

template <class Op>
void check_proxy(const Handler& proxy, const typename Op::Request& request) {
  const auto answer = ask(proxy, {.method = std::string{Op::endpoint.method},
                                  .path = "/v1" + std::string{Op::endpoint.path},
                                  .headers = {{"content-type", "application/json"}},
                                  .body = to_json(request)});
  if (BinaryOperation<Op> && !answer) return check_error(answer.error());  // bytes that are cut off can say no more
  require(answer.has_value(), "a proxy knows what to answer");
  const auto type = answer->head.headers.get("content-type");
  if (type.starts_with("application/json")) require(fuzz::is_json(answer->body), "a proxy answers JSON", answer->body);
  if (!is_event_stream(type)) return;
  SseDecoder decoder;
  decoder.feed(answer->body);
  decoder.finish();
  for (SseEvent event; decoder.next(event) == Pull::some;)
    require(event.data == "[DONE]" || fuzz::is_json(event.data), "a proxy's events hold JSON", event.data);
}

// What the provider answers, by the choices of the input.
struct Answers {
  Head head;
  std::string_view body;
  unsigned seed = 0;
  Handler handler() const {
    return [this](const Request&) -> Answer { return std::make_unique<Pieces>(head, body, seed); };
  }
};

template <class Op>
void check(const Answers& answers, typename Op::Request request) {
  const auto backend = call(answers.handler());
  Op::Streaming::want(request, answers.seed % 2 == 0);
  check_call<Op>(backend, request);
  if constexpr (Op::endpoint.body != RequestBody::form) check_proxy<Op>(serve(backend), request);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto what = input.choice(), how = input.choice();
  constexpr int statuses[] = {200, 200, 200, 204, 400, 429, 302, 500};
  constexpr const char* types[] = {"text/event-stream", "application/json", "text/plain", ""};
  const Answers answers{.head = {.status = statuses[how / 4 % 8], .headers = {{"content-type", types[how % 4]}}},
                        .body = input.rest(),
                        .seed = how / 32 % 8};
  switch (what % 7) {
    case 0: check<CreateChatCompletion>(answers, {.model = "m", .messages = {user("hi")}}); break;
    case 1: check<CreateCompletion>(answers, {.model = "m", .prompt = {Text{"hi"}}}); break;
    case 2: check<CreateResponse>(answers, {.model = "m", .input = {Text{"hi"}}}); break;
    case 3: check<CreateTranscription>(answers, {.model = "m"}); break;
    case 4: check<CreateSpeech>(answers, {.model = "m", .input = "hi", .voice = {Text{"v"}}}); break;
    case 5: check<CreateImage>(answers, {.prompt = "hi"}); break;
    default: check<CreateImageEdit>(answers, {.prompt = "hi"});
  }
  return 0;
}
