// One chunk of a stream: written as a server-sent event, and read back, beside nlohmann-json.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/chunk_form.ipp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <nlohmann/json.hpp>

namespace bench {
namespace {

using namespace oaicompat;

ChatChunk sample_chunk() {
  ChatChunk out;
  out.id = "chatcmpl-0123456789abcdefghijklmn";
  out.created = 1'700'000'000;
  out.model = "gpt-4o-mini";
  auto& choice = out.choices.emplace_back();
  choice.delta.content = Text{" mountain"};
  choice.logprobs.set_null();
  choice.finish_reason.set_null();
  return out;
}

// As a served stream writes them.
using Writer = detail::ChunkWriter<CreateChatCompletion>;
void append_event(Writer& writer, Bytes& out, ChatChunk& chunk) {
  chunk.choices[0].delta.content = Text{" mountain"};
  writer.append(out, chunk);
}

std::string event_with_nlohmann(const ChatChunk& chunk) {
  const auto& choice = chunk.choices[0];
  const nlohmann::json json = {{"id", chunk.id.str()},
                               {"object", chunk.object.str()},
                               {"created", chunk.created},
                               {"model", chunk.model.str()},
                               {"choices",
                                {{{"index", choice.index},
                                  {"delta", {{"content", choice.delta.content->str()}}},
                                  {"logprobs", nullptr},
                                  {"finish_reason", nullptr}}}}};
  return "data: " + json.dump() + "\n\n";
}

// The same words as an Anthropic stream.
std::string anthropic_stream(int deltas) {
  std::string out =
      R"(event: message_start
data: {"type":"message_start","message":{"id":"msg_0123456789","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

)";
  for (int i = 0; i < deltas; ++i) {
    out += R"(event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" mountain"}}

)";
  }
  return out + R"(event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":100}}

event: message_stop
data: {"type":"message_stop"}

)";
}

// As a called stream reads them.
using Caller = Backend (*)(Handler);
std::size_t read_by(Caller caller, const std::string& bytes) {
  const auto backend = caller([&](Request) {
    return ready_answer({200, {{"content-type", "text/event-stream"}}}, bytes);
  });
  ChatRequest request;
  request.model = "m";
  request.messages = {user("Hello")};
  request.stream = true;
  const auto events = backend.run<CreateChatCompletion>(std::move(request), {});
  std::size_t words = 0;
  for (Event<CreateChatCompletion> event; events->pull(event) == Pull::some;) words += std::get<0>(event).text().size();
  return words;
}

std::size_t read_ours(const std::string& bytes) {
  return read_by([](Handler handler) { return call(std::move(handler)); }, bytes);
}

// As many clients do it: lines, and nlohmann.
std::size_t read_lines(std::string_view bytes) {
  std::size_t words = 0;
  while (!bytes.empty()) {
    const auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(line.size() + 1);
    if (!line.starts_with("data: ")) continue;
    const auto json = nlohmann::json::parse(line.substr(6));
    words += json["choices"][0]["delta"]["content"].get<std::string>().size();
  }
  return words;
}

// Finding the events of a stream. The baseline is a copy of the same bytes: what any reader pays at least.
void measure_framing(const Options& options, Report& report, const Bytes& stream) {
  const auto rounds = options.scaled(1000);
  const auto bytes_each = static_cast<double>(stream.size());
  report.add(in_pairs(
      "frame_sse", "ns/KB", options.runs(),
      [&] {
        return nanoseconds_each(rounds,
                                [&] {
                                  SseDecoder decoder;
                                  decoder.feed(stream);
                                  for (SseEvent event; decoder.next(event) == Pull::some;) use(event);
                                }) /
               bytes_each * 1000;
      },
      [&] { return nanoseconds_each(rounds, [&] { use(Bytes{stream}); }) / bytes_each * 1000; }));
}

}  // namespace

void measure_chunks(const Options& options, Report& report) {
  auto chunk = sample_chunk();
  const auto count = options.scaled(200'000);
  Bytes out;
  Writer writer{Writing::as_described};
  const auto write = [&] {
    out.clear();
    append_event(writer, out, chunk);
    use(out);
  };
  if (options.wants("write_chunk_vs_nlohmann")) {
    report.add(in_pairs(
        "write_chunk_vs_nlohmann", "ns", options.runs(), [&] { return nanoseconds_each(count, write); },
        [&] { return nanoseconds_each(count / 10, [&] { use(event_with_nlohmann(chunk)); }); }));
  }
  if (options.wants("write_chunk_allocations")) {
    report.add(in_pairs(
        "write_chunk_allocations", "allocations", 5, [&] { return allocations_of(write); },
        [&] { return allocations_of([&] { use(event_with_nlohmann(chunk)); }); }));
  }
  Bytes stream;
  for (int i = 0; i < 1000; ++i) append_event(writer, stream, chunk);
  if (options.wants("read_chunk_vs_lines_and_nlohmann")) {
    report.add(in_pairs(
        "read_chunk_vs_lines_and_nlohmann", "ns", options.runs(),
        [&] { return nanoseconds_each(10, [&] { use(read_ours(stream)); }) / 1000; },
        [&] { return nanoseconds_each(1, [&] { use(read_lines(stream)); }) / 1000; }));
  }
  if (options.wants("anthropic_call_stream_vs_chat")) {
    const auto theirs = anthropic_stream(1000);
    report.add(in_pairs(
        "anthropic_call_stream_vs_chat", "ns", options.runs(),
        [&] {
          return nanoseconds_each(
                     10, [&] { use(read_by([](Handler h) { return call_anthropic(std::move(h)); }, theirs)); }) /
                 1000;
        },
        [&] { return nanoseconds_each(10, [&] { use(read_ours(stream)); }) / 1000; }));
  }
  if (options.wants("read_chunk_allocations")) {
    report.add(in_pairs(
        "read_chunk_allocations", "allocations", 5,
        [&] { return allocations_of([&] { use(read_ours(stream)); }) / 1000; },
        [&] { return allocations_of([&] { use(read_lines(stream)); }) / 1000; }));
  }
  if (options.wants("frame_sse")) measure_framing(options, report, stream);
}

}  // namespace bench
