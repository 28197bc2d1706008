// Our own server: `ours httplib|asio [no-json] [write-each]`.
// no-json: the same transport with bytes made beforehand. write-each: every chunk is a write of its own.
// SPDX-License-Identifier: MIT
#include "payload.hpp"

#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/sse/event.hpp>
#include <oaicompat/transport/asio/mount.hpp>
#include <oaicompat/transport/httplib/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace {

using namespace oaicompat;
using namespace bench;

ChatChunk chunk_of(const Text& model, std::string_view words) {
  ChatChunk out;
  out.id = Text::literal(answer_id);
  out.created = created;
  out.model = model;
  auto& choice = out.choices.emplace_back();
  choice.delta.content = Text{words};
  choice.logprobs.set_null();
  choice.finish_reason.set_null();
  return out;
}
void put(const ChatChunk& chunk, Event<CreateChatCompletion>& out) {
  if (auto* last = std::get_if<0>(&out)) {
    *last = chunk;
  } else {
    out.emplace<0>(chunk);
  }
}

// Chunks that stand ready: the engine costs nothing.
class ReadyChunks final : public Stream<Event<CreateChatCompletion>> {
 public:
  explicit ReadyChunks(const ChatRequest& request) : chunk_{chunk_of(request.model, " mountain")} {}
  Pull pull(Event<CreateChatCompletion>& out) override {
    if (at_ > chunks_a_stream) return Pull::end;
    if (at_++ == chunks_a_stream) {
      chunk_.choices[0].delta = {};
      chunk_.choices[0].finish_reason = OpenEnum<FinishReason>{FinishReason::stop};
    }
    put(chunk_, out);
    return Pull::some;
  }

 private:
  ChatChunk chunk_;
  int at_ = 0;
};

// A chunk each tenth of a second, on the event loop that serves it.
class TimedChunks final : public Stream<Event<CreateChatCompletion>> {
 public:
  TimedChunks(const ChatRequest& request, boost::asio::io_context& io)
      : model_{request.model}, count_{timed_chunks(request.user ? request.user->view() : "")}, timer_{io} {}
  Pull pull(Event<CreateChatCompletion>& out) override {
    if (at_ == count_) return Pull::end;
    if (std::chrono::steady_clock::now() < next_) return Pull::wait;
    next_ += between_timed_chunks;
    put(chunk_of(model_, numbered_words(at_++)), out);
    return Pull::some;
  }
  void when_ready(Wake wake) override {
    timer_.expires_at(next_);
    timer_.async_wait([wake = std::move(wake)](boost::system::error_code error) {
      if (!error) wake();
    });
  }

 private:
  const Text model_;
  const int count_;
  int at_ = 0;
  Time next_ = std::chrono::steady_clock::now();
  boost::asio::steady_timer timer_;
};

ChatCompletion completion_of(const ChatRequest& request) {
  ChatCompletion out;
  out.id = Text::literal(answer_id);
  out.created = created;
  out.model = request.model;
  auto& choice = out.choices.emplace_back();
  choice.message.content = Text{completion_words};
  choice.finish_reason = FinishReason::stop;
  out.usage.emplace();
  return out;
}

Handler with_json(boost::asio::io_context& io) {
  Backend backend;
  backend.on<CreateChatCompletion>(
      [&io](const Parsed<ChatRequest>& request, const Context&) -> StreamPtr<Event<CreateChatCompletion>> {
        if (!request->stream.value_or(false)) return one_item(Event<CreateChatCompletion>{completion_of(*request)});
        if (request->user && request->user->view().starts_with("timed"))
          return std::make_unique<TimedChunks>(*request, io);
        return std::make_unique<ReadyChunks>(*request);
      });
  const auto anthropic = serve_anthropic(backend), gemini = serve_gemini(backend), ollama = serve_ollama(backend),
             own = serve(with_responses(backend));
  return [=](Request request) {
    const std::string_view path = request.path;
    const auto& asked = path == "/v1/messages"         ? anthropic
                        : path.starts_with("/v1beta/") ? gemini
                        : path.starts_with("/api/")    ? ollama
                                                       : own;
    return asked(std::move(request));
  };
}

// The same bytes, made beforehand.
class ReadyBytes final : public Stream<Part> {
 public:
  Pull pull(Part& out) override {
    static const Bytes event = ready_event(" mountain"), done{done_event};
    if (at_ > chunks_a_stream + 1) return Pull::end;
    if (at_ == 0) {
      out = Head{200, {{"content-type", std::string{sse_content_type}}, {"cache-control", "no-cache"}}};
    } else if (const auto& bytes = at_ == chunks_a_stream + 1 ? done : event; auto* last = std::get_if<Bytes>(&out)) {
      *last = bytes;
    } else {
      out = bytes;
    }
    ++at_;
    return Pull::some;
  }

 private:
  int at_ = 0;
};
Handler without_json() {
  return [](Request request) -> Answer {
    if (wanted_by(request.body.view()) != Wanted::whole) return std::make_unique<ReadyBytes>();
    return json_answer(200, ready_completion());
  };
}

// Waits after every part, so that a transport writes each by itself.
class WaitsAfterEach final : public Stream<Part> {
 public:
  explicit WaitsAfterEach(Answer inner) : inner_{std::move(inner)} {}
  Pull pull(Part& out) override {
    if (std::exchange(waits_, false)) return Pull::wait;
    const auto got = inner_->pull(out);
    waits_ = got == Pull::some;
    return got;
  }
  Error error() const override { return inner_->error(); }

 private:
  Answer inner_;
  bool waits_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  const auto told = [&](const char* word) {
    return std::any_of(argv + 1, argv + argc, [&](const char* each) { return std::strcmp(each, word) == 0; });
  };
  boost::asio::io_context io{1};
  auto handler = told("no-json") ? without_json() : with_json(io);
  if (told("write-each")) {
    handler = [inner = std::move(handler)](Request request) -> Answer {
      return std::make_unique<WaitsAfterEach>(inner(std::move(request)));
    };
  }
  if (told("asio")) {
    AsioMount server{io, std::move(handler), {.max_requests = 1'000'000}};
    const auto port = server.start();
    if (!port) return 1;
    announce(*port);
    io.run();
  } else {
    HttplibServer server{std::move(handler), {.max_requests = 1'000'000}};
    const auto port = server.start();
    if (!port) return 1;
    announce(*port);
    for (;;) ::pause();
  }
}
