// The events of a response's stream give the response, or say what is wrong with them.
// SPDX-License-Identifier: MIT
#include "responses.hpp"

#include <limits>

using namespace responses;

namespace {

// The stream of a response with a reasoning, a message and a call, for tests to break.
std::vector<ResponseEvent> small_stream() {
  return ResponseStreaming::split(response(items[0] + "," + items[1] + "," + items[2]));
}
// The first thing that is not in order; the stream is taken all the same.
std::string fault(const std::vector<ResponseEvent>& events) {
  ResponseAccumulator accumulator;
  for (const auto& each : events) REQUIRE(accumulator.add(each).has_value());
  REQUIRE(accumulator.so_far());
  const auto& found = accumulator.irregularity();
  if (!found) return "";
  CHECK(found->code == "stream_out_of_order");
  return found->message;
}
std::size_t first(const std::vector<ResponseEvent>& events, std::string_view type) {
  std::size_t at = 0;
  while (at < events.size() && events[at].tag() != type) ++at;
  REQUIRE(at < events.size());
  return at;
}
// Numbers the events anew, so that only what a test breaks is broken.
std::vector<ResponseEvent> numbered(std::vector<ResponseEvent> events) {
  std::int64_t number = 0;
  for (auto& each : events) {
    each.visit([&](auto& event) {
      if constexpr (requires { event.sequence_number; }) event.sequence_number = number++;
    });
  }
  return events;
}
std::vector<ResponseEvent> without(std::string_view type) {
  auto events = small_stream();
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(first(events, type)));
  return numbered(std::move(events));
}
template <class Event>
std::vector<ResponseEvent> with(std::string_view type, void (*change)(Event&)) {
  auto events = small_stream();
  change(*events[first(events, type)].template get_if<Event>());
  return events;
}
// The last event without the output, if it has one: the items that grew are what counts then.
std::vector<ResponseEvent> without_output(std::vector<ResponseEvent> events) {
  if (auto* last = events.back().get_if<ResponseStateEvent>()) last->response.output.clear();
  return events;
}

}  // namespace

TEST_CASE("a whole stream gives the response in its last event") {
  const auto whole = everything();
  CHECK(*response_of(ResponseStreaming::split(whole)) == whole);
}

TEST_CASE("where the last event has no output, what grew is it") {
  const auto whole = everything();
  CHECK(*response_of(without_output(ResponseStreaming::split(whole))) == whole);
  // Even where nothing is said to be done.
  std::vector<ResponseEvent> pieces;
  for (auto& each : without_output(small_stream())) {
    if (!each.tag().ends_with(".done")) pieces.push_back(std::move(each));
  }
  const auto grown = response_of(numbered(std::move(pieces)));
  REQUIRE(grown);
  CHECK(grown->output_text() == "Hi there");
  CHECK(grown->function_calls()[0]->arguments == R"({"a":1})");
  const auto& thought = *grown->output[0].get_if<ReasoningItem>();
  CHECK(thought.summary[0].get_if<SummaryTextPart>()->text == "Short.");
  CHECK((*thought.content)[0].get_if<ReasoningTextPart>()->text == "Long.");
}

TEST_CASE("pieces are joined, of items at once too") {
  std::vector<ResponseEvent> events{
      event(R"({"type":"response.created","response":{"id":"r"}})"),
      event(
          R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"a","call_id":"1","name":"f","arguments":""}})"),
      event(
          R"({"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","id":"b","call_id":"2","name":"f","arguments":""}})"),
      event(R"({"type":"response.function_call_arguments.delta","output_index":0,"item_id":"a","delta":"{\"x"})"),
      event(R"({"type":"response.function_call_arguments.delta","output_index":1,"item_id":"b","delta":"{}"})"),
      event(R"({"type":"response.function_call_arguments.delta","output_index":0,"item_id":"a","delta":"\":1}"})"),
      event(R"({"type":"response.new_thing","any":1})"),
      event(R"({"type":"response.audio.delta","delta":"AA=="})"),
      event(R"({"type":"response.completed","response":{"id":"r","status":"completed"}})")};
  const auto whole = response_of(events);
  REQUIRE(whole);
  REQUIRE(whole->function_calls().size() == 2);
  CHECK(whole->function_calls()[0]->arguments == R"({"x":1})");
  CHECK(whole->function_calls()[1]->arguments == "{}");
}

TEST_CASE("commands and what they give are joined") {
  std::vector<ResponseEvent> events{
      event(R"({"type":"response.created","response":{"id":"r"}})"),
      event(
          R"({"type":"response.output_item.added","output_index":0,"item":{"type":"shell_call","id":"a","call_id":"1","action":{"commands":[]}}})"),
      event(R"({"type":"response.shell_call_command.added","output_index":0,"command_index":0,"command":"l"})"),
      event(R"({"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"s"})"),
      event(R"({"type":"response.shell_call_command.done","output_index":0,"command_index":0,"command":"ls"})"),
      event(
          R"({"type":"response.output_item.added","output_index":1,"item":{"type":"shell_call_output","id":"b","call_id":"1","output":[]}})"),
      event(
          R"({"type":"response.shell_call_output_content.delta","output_index":1,"item_id":"b","command_index":0,"delta":{"stdout":"x"}})"),
      event(
          R"({"type":"response.shell_call_output_content.done","output_index":1,"item_id":"b","command_index":0,"output":[{"stdout":"x","stderr":"","outcome":{"type":"exit","exit_code":0}}]})"),
      event(R"({"type":"response.incomplete","response":{"id":"r"}})")};
  const auto whole = response_of(events);
  REQUIRE_MESSAGE(whole, whole.error().message);
  CHECK(whole->output[0].get_if<ShellCall>()->action.commands == std::vector<Text>{"ls"});
  CHECK(whole->output[1].get_if<ShellOutput>()->output[0].out == "x");
}

TEST_CASE("a stream out of order is taken, and says where it is") {
  const auto says = [](std::string what) { return "The stream is out of order: " + what + "."; };
  CHECK(fault(small_stream()) == "");
  CHECK(fault(without("response.created")) == "");  // `in_progress` brings the response too
  auto headless = small_stream();
  headless.erase(headless.begin(), headless.begin() + 2);
  CHECK(fault(headless) == says("it begins with 'response.output_item.added'"));
  CHECK(fault(without("response.output_item.added")) == says("output item 0 has not begun"));
  CHECK(fault(without("response.content_part.added")) == "");  // the reasoning's: its first piece begins it
  CHECK(fault(without("response.reasoning_summary_part.added")) == says("there is more of a text that has not begun"));
  CHECK(fault(with<PartEvent>("response.content_part.added", [](PartEvent& e) { e.content_index = 1; })) ==
        says("part 1 of output item 0 begins out of turn"));
  CHECK(fault(with<TextDelta>("response.output_text.delta", [](TextDelta& e) { e.content_index = -1; })) ==
        says("there is more of a text that has not begun"));
  CHECK(fault(with<TextDelta>("response.output_text.delta", [](TextDelta& e) { e.content_index = 1; })) ==
        says("there is more of a text that has not begun"));
  CHECK(fault(with<TextDelta>("response.output_text.delta", [](TextDelta& e) { e.output_index = 0; })) ==
        says("output item 0 is done already"));
  CHECK(fault(with<TextDelta>("response.output_text.delta", [](TextDelta& e) { e.output_index = 1LL << 62; })) ==
        says("output item 4611686018427387904 has not begun"));
  CHECK(fault(with<TextDelta>("response.output_text.delta", [](TextDelta& e) { e.item_id = "msg_9"; })) ==
        says("output item 1 is called 'msg_9' but began as 'msg_1'"));
  CHECK(fault(with<TextDelta>("response.output_text.delta", [](TextDelta& e) {
          e.sequence_number += 2;
        })).ends_with(" follows " + std::to_string(first(small_stream(), "response.output_text.delta") - 1) + "."));
  CHECK(fault(with<AnnotationAdded>("response.output_text.annotation.added", [](AnnotationAdded& e) {
          e.annotation_index = 2;
        })) == says("note 2 comes where 0 should"));
  CHECK(fault(with<ItemEvent>("response.output_item.added", [](ItemEvent& e) { e.output_index = 2; })) ==
        says("output item 2 begins where 0 should"));
  CHECK(fault(with<ItemEvent>("response.output_item.done", [](ItemEvent& e) {
          e.item = FunctionCallItem{.id = Text{"rs_1"}};
        })) == says("output item 0 is 'function_call' but began as 'reasoning'"));
  auto doubled = small_stream();
  const auto added = first(doubled, "response.output_item.done") + 1;
  doubled[added].get_if<ItemEvent>()->item =
      doubled[first(doubled, "response.output_item.added")].get_if<ItemEvent>()->item;
  CHECK(fault(doubled) == says("two output items are called 'rs_1'"));
  auto renamed = small_stream();
  renamed.back().get_if<ResponseStateEvent>()->response.id = "resp_2";
  CHECK(fault(renamed) == says("the response is called 'resp_2' but began as 'resp_1'"));
  auto more = small_stream();
  more.push_back(more.back());
  CHECK(fault(more) == says("something follows the end"));
}

TEST_CASE("a stream that breaks off is no whole response, but what came of it can be had") {
  auto cut = without_output(small_stream());
  cut.pop_back();
  const auto result = response_of(cut);
  REQUIRE(!result);
  CHECK(result.error().message == "The stream is out of order: it breaks off before the response is done.");
  ResponseAccumulator accumulator;
  CHECK(!accumulator.so_far());
  for (const auto& each : cut) CHECK(accumulator.add(each).has_value());
  CHECK(!accumulator.finish());
  CHECK(accumulator.so_far()->output_text() == "Hi there");
}

TEST_CASE("every stream that lacks an event, or has one twice, is taken and noticed") {
  const auto events = ResponseStreaming::split(everything());
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto fewer = events;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK((i == 0 || i + 1 == events.size() || fault(fewer) != ""));
    (void)response_of(numbered(without_output(std::move(fewer))));
    auto more = events;
    more.insert(more.begin() + static_cast<std::ptrdiff_t>(i), events[i]);
    CHECK((i == 0 || fault(more) != ""));
    (void)response_of(numbered(without_output(std::move(more))));
  }
}

namespace {

struct SentStream {
  const char* what;
  std::vector<std::string> events;  // after `response.created`, before `response.completed` without output
  std::string text, reasoning, calls;
};
const std::string text_delta =
    R"("type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0)";
const SentStream sent_streams[] = {
    {"nothing begins", {"{" + text_delta + R"(,"delta":"Hi"})", "{" + text_delta + R"(,"delta":"."})"}, "Hi.", "", ""},
    {"no index at all",
     {R"({"type":"response.output_text.delta","delta":"Hi"})", R"({"type":"response.output_text.delta","delta":"."})"},
     "Hi.",
     "",
     ""},
    {"items are found by their ids where they have no index",
     {R"({"type":"response.output_text.delta","item_id":"a","delta":"1"})",
      R"({"type":"response.function_call_arguments.delta","item_id":"b","delta":"{"})",
      R"({"type":"response.output_text.delta","item_id":"a","delta":"2"})",
      R"({"type":"response.function_call_arguments.done","item_id":"b","name":"f","arguments":"{}"})"},
     "12",
     "",
     "f{}"},
    {"ids change",
     {R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"1","role":"assistant","content":[]}})",
      R"({"type":"response.content_part.added","item_id":"2","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}})",
      R"({"type":"response.output_text.delta","item_id":"3","output_index":0,"content_index":0,"delta":"Hi"})",
      R"({"type":"response.output_text.delta","item_id":"4","output_index":0,"content_index":0,"delta":"."})"},
     "Hi.",
     "",
     ""},
    {"a keepalive, and numbers that jump, repeat and stand still",
     {"{" + text_delta + R"(,"delta":"Hi","sequence_number":7})", R"({"type":"keepalive","sequence_number":466})",
      "{" + text_delta + R"(,"delta":".","sequence_number":467})",
      "{" + text_delta + R"(,"delta":"!","sequence_number":3})",
      "{" + text_delta + R"(,"delta":"!","sequence_number":0})"},
     "Hi.!!",
     "",
     ""},
    {"reasoning under another name",
     {R"({"type":"response.reasoning.delta","item_id":"r","output_index":0,"content_index":0,"delta":"thi"})",
      R"({"type":"response.reasoning.delta","item_id":"r","output_index":0,"content_index":0,"delta":"nk"})",
      R"({"type":"response.output_text.delta","item_id":"m","output_index":1,"content_index":0,"delta":"Hi"})"},
     "Hi",
     "think",
     ""},
    {"all items numbered 0",
     {R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"a","call_id":"1","name":"f","arguments":""}})",
      R"({"type":"response.function_call_arguments.delta","output_index":0,"item_id":"a","delta":"{}"})",
      R"({"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"a","call_id":"1","name":"f","arguments":"{}"}})",
      R"({"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"b","call_id":"2","name":"g","arguments":""}})",
      R"({"type":"response.function_call_arguments.delta","output_index":0,"item_id":"b","delta":"[]"})"},
     "",
     "",
     "f{}g[]"},
    {"an item that is only done",
     {R"({"type":"response.output_item.done","output_index":5,"item":{"type":"function_call","id":"a","call_id":"1","name":"f","arguments":"{}"}})"},
     "",
     "",
     "f{}"},
    {"pieces before the beginning",
     {"{" + text_delta + R"(,"delta":"Hi"})",
      R"({"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m","role":"assistant","content":[]}})",
      R"({"type":"response.content_part.added","item_id":"m","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}})",
      "{" + text_delta + R"(,"delta":"."})"},
     "Hi.",
     "",
     ""},
    {"a text of an item that has none",
     {R"({"type":"response.output_item.added","output_index":0,"item":{"type":"new_item","id":"n"}})",
      R"({"type":"response.output_text.delta","item_id":"n","output_index":0,"content_index":0,"delta":"Hi"})",
      R"({"type":"response.function_call_arguments.delta","item_id":"n","output_index":0,"delta":"Hi"})",
      R"({"type":"response.reasoning_summary_part.added","item_id":"n","output_index":0,"summary_index":0,"part":{}})",
      R"({"type":"response.content_part.done","item_id":"n","output_index":0,"content_index":0,"part":{}})"},
     "",
     "",
     ""},
    {"indices out of all bounds",
     {R"({"type":"response.output_text.delta","output_index":4611686018427387904,"content_index":-9,"delta":"Hi"})",
      R"({"type":"response.output_text.delta","output_index":4611686018427387904,"content_index":-9,"delta":"."})",
      R"({"type":"response.reasoning_summary_text.delta","output_index":-1,"summary_index":99,"delta":"x"})"},
     "Hi.",
     "",
     ""},
};

}  // namespace

TEST_CASE("streams as servers send them give what they say") {
  for (const auto& row : sent_streams) {
    CAPTURE(row.what);
    ResponseAccumulator all;
    const auto add = [&](const std::string& json) {
      const auto added = all.add(event(json));
      REQUIRE_MESSAGE(added.has_value(), json);
    };
    add(R"({"type":"response.created","sequence_number":0,"response":{"id":"r"}})");
    for (const auto& each : row.events) add(each);
    CHECK(all.so_far()->output_text() == row.text);
    add(R"({"type":"response.completed","response":{"id":"r","status":"completed"}})");
    CHECK(all.irregularity());
    const auto made = all.finish();
    REQUIRE(made);
    CHECK(made->output_text() == row.text);
    std::string reasoning, calls;
    for (const auto& item : made->output) {
      const auto* thought = item.get_if<ReasoningItem>();
      for (std::size_t i = 0; thought && thought->content && i < thought->content->size(); ++i)
        reasoning += (*thought->content)[i].get_if<ReasoningTextPart>()->text.view();
    }
    for (const auto* call : made->function_calls()) calls += call->name.str() + call->arguments.str();
    CHECK(reasoning == row.reasoning);
    CHECK(calls == row.calls);
  }
}

TEST_CASE("the response in the last event counts, whatever came before") {
  ResponseAccumulator all;
  CHECK(all.add(event(R"({"type":"response.output_text.delta","output_index":3,"delta":"Not this."})")).has_value());
  const auto whole = everything();
  ResponseStateEvent last{.type = ResponseEventType::completed, .response = whole};
  CHECK(all.add(ResponseEvent{last}).has_value());
  CHECK(*all.finish() == whole);
  // A last event without one leaves what was known.
  ResponseAccumulator bare;
  CHECK(bare.add(event(R"({"type":"response.created","response":{"id":"r","model":"m"}})")).has_value());
  CHECK(bare.add(event(R"({"type":"response.output_text.delta","delta":"Hi"})")).has_value());
  CHECK(bare.add(event(R"({"type":"response.completed"})")).has_value());
  const auto made = bare.finish();
  REQUIRE(made);
  CHECK(made->id == "r");
  CHECK(made->output_text() == "Hi");
}

TEST_CASE("an event of type error is the stream's error") {
  auto events = small_stream();
  events.resize(4);
  events.push_back(event(
      R"({"type":"error","code":"rate_limit_exceeded","message":"Slow down.","param":null,"sequence_number":4})"));
  const auto result = response_of(events);
  REQUIRE(!result);
  CHECK(result.error().kind == ErrorKind::api);
  CHECK(result.error().code == "rate_limit_exceeded");
  CHECK(result.error().message == "Slow down.");
}

TEST_CASE("servers that do not number their events are understood") {
  auto events = small_stream();
  for (auto& each : events) {
    each.visit([](auto& one) {
      if constexpr (requires { one.sequence_number; }) one.sequence_number = 0;
    });
  }
  CHECK(response_of(events).has_value());
}

TEST_CASE("a stream that is too large is an error") {
  CHECK(response_of(small_stream(), {.max_bytes = 10}).error().code == "answer_too_large");
  CHECK(response_of({}).error().code == "no_answer");
}

TEST_CASE("events may carry the last number there is") {
  auto events = small_stream();
  for (auto& each : events) {
    each.visit([](auto& event) {
      if constexpr (requires { event.sequence_number; })
        event.sequence_number = std::numeric_limits<std::int64_t>::max();
    });
  }
  ResponseAccumulator accumulator;
  for (const auto& each : events) REQUIRE(accumulator.add(each).has_value());
  CHECK(accumulator.finish());
}
