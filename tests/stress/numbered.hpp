// An engine whose events are numbered, and callers who look at every number.
// SPDX-License-Identifier: MIT
#pragma once

#include "scale.hpp"

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/server.hpp>

#include <transport/serving.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio/client.hpp>
#endif

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace oaicompat::stress {

using namespace std::chrono_literals;
using ChatEvent = Event<CreateChatCompletion>;

/// How long the events of a stream lie apart.
inline constexpr std::chrono::milliseconds interval{sanitized ? 30 : 10};

/// Streams whose n-th event says n, counted from 0. The model says which: `count` gives `max_tokens` of
/// them, one every `interval`, and a finish; `endless` never finishes; `flood` waits for nothing either, and each event
/// is of a kilobyte; `silent` says nothing ever. It holds no thread and must outlive its streams.
class NumberedEngine {
 public:
  Backend backend() {
    Backend made;
    made.on<CreateChatCompletion>([this](const Parsed<ChatRequest>& request, const Context&) {
      return std::make_unique<Numbers>(*this, *request);
    });
    return made;
  }
  /// How many streams there are now.
  int live() const { return live_; }
  /// How many of them have no end.
  int endless() const { return endless_; }
  /// How many there were ever.
  int begun() const { return begun_; }

 private:
  class Numbers final : public Stream<ChatEvent> {
   public:
    Numbers(NumberedEngine& engine, const ChatRequest& request)
        : engine_{engine},
          count_{request.max_tokens.value_or(0)},
          is_endless_{request.model != "count"},
          floods_{request.model == "flood"},
          due_{request.model == "silent" ? Time::max() : engine.clock_->now()} {
      ++engine_.live_;
      engine_.endless_ += is_endless_;
      ++engine_.begun_;
    }
    ~Numbers() override {
      --engine_.live_;
      engine_.endless_ -= is_endless_;
    }
    Pull pull(ChatEvent& out) override {
      alarm_.reset();
      if (finished_) return Pull::end;
      if (engine_.clock_->now() < due_) return Pull::wait;
      if (!floods_) due_ += interval;
      finished_ = !is_endless_ && at_ == count_;
      ChunkChoice choice;
      if (finished_) {
        choice.finish_reason = FinishReason::stop;
      } else {
        choice.delta.content = std::to_string(at_++) + (floods_ ? std::string(1000, '.') : "");
      }
      ChatChunk chunk{.id = "c", .created = 1, .model = "m"};
      chunk.choices.push_back(std::move(choice));
      out = std::move(chunk);
      return Pull::some;
    }
    void when_ready(Wake wake) override { alarm_ = engine_.clock_->at(due_, std::move(wake)); }

   private:
    NumberedEngine& engine_;
    const std::int64_t count_;
    const bool is_endless_, floods_;
    Time due_;
    std::int64_t at_ = 0;
    bool finished_ = false;
    AlarmPtr alarm_;
  };

  const ClockPtr clock_ = real_clock();
  std::atomic<int> live_ = 0, endless_ = 0, begun_ = 0;
};

/// A server of the whole library: transport, layers, routing, codecs, and a numbered engine behind them.
template <class Listening>
struct Numbered {
  template <class Options = HttplibServerOptions>
  explicit Numbered(Options options = {}) : server{face.backend(engine.backend()).handler(), fit(std::move(options))} {
    auto started = server.start();
    REQUIRE(started.has_value());
    port = *started;
  }
  test::RawSocket connect() const {
    auto socket = test::RawSocket::connect(port);
    REQUIRE(socket.is_open());
    return socket;
  }
  /// Waits until the server holds this many connections and the engine this many streams.
  bool holds(std::size_t connections, int streams) const {
    return test::eventually([&] { return server.connections() == connections && engine.live() == streams; }, 30s);
  }

  NumberedEngine engine;
  Server face;
  Listening server;
  int port = 0;

 private:
  template <class Options>
  static auto fit(Options options) {
    if constexpr (std::is_same_v<Options, HttplibServerOptions>) {
      return test::options_for<Listening>(std::move(options));
    } else {
      return options;
    }
  }
};

inline std::string chat_body(std::string_view model, int events = 0) {
  return R"({"model":")" + std::string{model} + R"(","stream":true,"max_tokens":)" + std::to_string(events) +
         R"(,"messages":[{"role":"user","content":"Count."}]})";
}
inline std::string chat_post(std::string_view body, std::string_view fields = {}) {
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + std::string{fields} +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

/// Callers who behave, each with a stream and another after it, until they are told that it is enough. They note every
/// event that is lost or out of order, and every stream that does not end as it should.
class Choir {
 public:
  static constexpr int usual_length = sanitized ? 30 : 100;

  /// `transport` is how they call, `length` how many events each stream has.
  Choir(std::string base_url, int voices, Handler transport, int length = usual_length)
      : length_{length},
        client_{{.base_url = std::move(base_url),
                 .api_key = "k",
                 .max_retries = 0,
                 .max_idle_connections = static_cast<std::size_t>(voices),
                 .transport = std::move(transport)}} {
    for (int i = 0; i < voices; ++i) threads_.emplace_back([this] { sing(); });
    test::eventually([&] { return singing_ >= voices; }, 30s);
  }
  ~Choir() { end(); }

  /// From here on nobody begins another stream.
  void begin_no_more() { enough_ = true; }
  /// Lets each caller's stream come to its end; gives what went wrong, or nothing.
  std::string end() {
    begin_no_more();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return wrong_.empty() ? "" : std::to_string(wrong_.size()) + " streams went wrong: " + wrong_.front();
  }
  int streams() const { return streams_; }
  int events() const { return events_; }

 private:
  void sing() {
    do {
      ++streams_;
      listen_to_one();
    } while (!enough_);
  }
  void listen_to_one() {
    ChatRequest request{.model = "count", .messages = {user("Count.")}};
    request.max_tokens = length_;
    auto stream = client_.chat_stream(std::move(request));
    int next = 0;
    for (const auto& chunk : stream) {
      if (chunk.text().empty()) continue;
      if (events_++; next == 0) ++singing_;
      if (chunk.text() != std::to_string(next++)) return note("event " + std::to_string(next - 1) + " is lost");
    }
    if (stream.error()) return note(stream.error()->message);
    if (next != length_) note("ended after " + std::to_string(next) + " events");
  }
  void note(std::string what) {
    std::lock_guard lock{mutex_};
    wrong_.push_back(std::move(what));
  }

  const int length_;
  const Client client_;
  std::atomic<bool> enough_ = false;
  std::atomic<int> streams_ = 0, singing_ = 0, events_ = 0;  // singing_: streams that have had an event
  std::mutex mutex_;
  std::vector<std::string> wrong_;
  std::vector<std::thread> threads_;
};

/// Whether such a server holds a thread a stream.
template <class Listening>
inline constexpr bool holds_threads = std::is_same_v<Listening, HttplibServer>;
/// How many callers who behave stand beside what happens to such a server.
template <class Listening>
inline constexpr int voices = holds_threads<Listening> || sanitized ? 30 : 100;

/// How a choir calls over plain HTTP: with no thread a call where there are event loops.
inline Handler light_transport([[maybe_unused]] int port, [[maybe_unused]] int voices) {
#if OAICOMPAT_ASIO
  return asio_client(
      {.origin = "http://127.0.0.1:" + std::to_string(port), .max_idle_connections = static_cast<std::size_t>(voices)});
#else
  return {};
#endif
}
inline std::string base_url(int port, std::string_view scheme = "http", std::string_view host = "127.0.0.1") {
  return std::string{scheme} + "://" + std::string{host} + ":" + std::to_string(port) + "/v1";
}

}  // namespace oaicompat::stress
