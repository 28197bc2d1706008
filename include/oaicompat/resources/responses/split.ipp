// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/resources/responses/event_parts.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// A whole response in events: an item begins empty, grows by one piece of each kind, and is done.
class ResponseSplitter {
 public:
  explicit ResponseSplitter(const Response& whole) : whole_{whole} {}

  std::vector<ResponseEvent> events() {
    state(ResponseEventType::created, begun());
    state(ResponseEventType::in_progress, begun());
    for (const auto& item : whole_.output) {
      item.visit([&](const auto& each) { split(item, each); });
      ++output_index_;
    }
    state(last(), whole_);
    return std::move(out_);
  }

 private:
  template <class Event>
  void put(Event event) {
    event.sequence_number = static_cast<std::int64_t>(out_.size());
    if constexpr (requires { event.output_index; }) event.output_index = output_index_;
    if constexpr (requires { event.item_id; }) event.item_id = Text{id_};
    out_.push_back(std::move(event));
  }
  void state(ResponseEventType type, Response response) {
    ResponseStateEvent event;
    event.type = type;
    event.response = std::move(response);
    put(std::move(event));
  }
  // The response before anything is made of it.
  Response begun() const {
    auto response = whole_;
    response.status = ResponseStatus::in_progress;
    response.output.clear();
    if (response.error) response.error.set_null();
    if (response.incomplete_details) response.incomplete_details.set_null();
    response.usage.reset();
    if (response.completed_at) response.completed_at.set_null();
    return response;
  }
  ResponseEventType last() const {
    if (whole_.status == ResponseStatus::completed) return ResponseEventType::completed;
    if (whole_.status == ResponseStatus::failed) return ResponseEventType::failed;
    return ResponseEventType::incomplete;
  }

  void item(ResponseEventType type, ResponseItem item) {
    ItemEvent event;
    event.type = type;
    event.item = std::move(item);
    put(std::move(event));
  }
  template <class Item, class Body>
  void item(const ResponseItem& whole, Item begun, Body body) {
    if constexpr (requires { begun.status; }) begin_status(begun.status);
    id_ = item_id(whole);
    item(ResponseEventType::output_item_added, ResponseItem{std::move(begun)});
    body();
    item(ResponseEventType::output_item_done, whole);
  }
  static void begin_status(OpenEnum<ItemStatus>& status) { status = ItemStatus::in_progress; }
  template <class Status>
  static void begin_status(Status& status) {
    if (status) status = ItemStatus::in_progress;
  }
  void progress(std::initializer_list<ResponseEventType> types) {
    for (const auto type : types) {
      CallProgress event;
      event.type = type;
      put(std::move(event));
    }
  }
  void call_delta(ResponseEventType type, const Text& delta) {
    if (delta.empty()) return;
    CallDelta event;
    event.type = type;
    event.delta = delta;
    put(std::move(event));
  }

  // --- items

  template <class Item>
  void split(const ResponseItem& whole, const Item&) {
    id_ = item_id(whole);
    item(ResponseEventType::output_item_added, whole);
    item(ResponseEventType::output_item_done, whole);
  }
  void split(const ResponseItem& whole, const MessageItem& message) {
    auto begun = message;
    begun.content = std::vector<ResponsePart>{};
    item(whole, std::move(begun), [&] {
      const auto* parts = message.content.get_if<std::vector<ResponsePart>>();
      for (std::size_t i = 0; parts && i < parts->size(); ++i) part((*parts)[i], static_cast<std::int64_t>(i));
    });
  }
  void split(const ResponseItem& whole, const ReasoningItem& thought) {
    auto begun = thought;
    begun.summary.clear();
    begun.content.reset();
    item(whole, std::move(begun), [&] {
      for (std::size_t i = 0; i < thought.summary.size(); ++i)
        summary(thought.summary[i], static_cast<std::int64_t>(i));
      for (std::size_t i = 0; thought.content && i < thought.content->size(); ++i) {
        if (const auto* text = (*thought.content)[i].get_if<ReasoningTextPart>())
          part(ResponsePart{*text}, static_cast<std::int64_t>(i));
      }
    });
  }
  void split(const ResponseItem& whole, const FunctionCallItem& call) {
    auto begun = call;
    begun.arguments = Text{};
    item(whole, std::move(begun), [&] {
      call_delta(ResponseEventType::function_call_arguments_delta, call.arguments);
      ArgumentsDone done;
      done.name = call.name;
      done.arguments = call.arguments;
      put(std::move(done));
    });
  }
  void split(const ResponseItem& whole, const CustomCallItem& call) {
    auto begun = call;
    begun.input = Text{};
    item(whole, std::move(begun), [&] {
      call_delta(ResponseEventType::custom_tool_call_input_delta, call.input);
      InputDone done;
      done.input = call.input;
      put(std::move(done));
    });
  }
  void split(const ResponseItem& whole, const McpCall& call) {
    auto begun = call;
    begun.arguments = Text{};
    if (begun.output) begun.output.set_null();
    if (begun.error) begun.error.set_null();
    item(whole, std::move(begun), [&] {
      progress({ResponseEventType::mcp_call_in_progress});
      call_delta(ResponseEventType::mcp_call_arguments_delta, call.arguments);
      ArgumentsDone done;
      done.type = ResponseEventType::mcp_call_arguments_done;
      done.arguments = call.arguments;
      put(std::move(done));
      progress({call.error ? ResponseEventType::mcp_call_failed : ResponseEventType::mcp_call_completed});
    });
  }
  void split(const ResponseItem& whole, const McpToolList& list) {
    auto begun = list;
    begun.tools.clear();
    item(whole, std::move(begun), [&] {
      progress({ResponseEventType::mcp_list_tools_in_progress,
                list.error ? ResponseEventType::mcp_list_tools_failed : ResponseEventType::mcp_list_tools_completed});
    });
  }
  void split(const ResponseItem& whole, const CodeInterpreterCall& call) {
    auto begun = call;
    if (begun.code) begun.code = Text{};
    if (begun.outputs) begun.outputs.set_null();
    item(whole, std::move(begun), [&] {
      progress({ResponseEventType::code_interpreter_call_in_progress});
      if (call.code) {
        call_delta(ResponseEventType::code_interpreter_call_code_delta, *call.code);
        CodeDone done;
        done.code = *call.code;
        put(std::move(done));
      }
      progress(
          {ResponseEventType::code_interpreter_call_interpreting, ResponseEventType::code_interpreter_call_completed});
    });
  }
  void split(const ResponseItem& whole, const FileSearchCall& call) {
    auto begun = call;
    if (begun.results) begun.results.set_null();
    item(whole, std::move(begun), [&] {
      progress({ResponseEventType::file_search_call_in_progress, ResponseEventType::file_search_call_searching,
                ResponseEventType::file_search_call_completed});
    });
  }
  void split(const ResponseItem& whole, const WebSearchCall& call) {
    item(whole, call, [&] {
      progress({ResponseEventType::web_search_call_in_progress, ResponseEventType::web_search_call_searching,
                ResponseEventType::web_search_call_completed});
    });
  }
  void split(const ResponseItem& whole, const ImageCall& call) {
    auto begun = call;
    begun.result.set_null();
    item(whole, std::move(begun), [&] {
      progress({ResponseEventType::image_generation_call_in_progress,
                ResponseEventType::image_generation_call_generating,
                ResponseEventType::image_generation_call_completed});
    });
  }

  // --- parts

  template <class Event>
  void put_in_part(Event event, std::int64_t index) {
    event.content_index = index;
    put(std::move(event));
  }
  void part(const ResponsePart& whole, std::int64_t index) {
    PartEvent event;
    event.part = whole;
    if (auto* text = event.part.get_if<OutputTextPart>()) {
      text->text = Text{};
      text->annotations.clear();
      text->logprobs.clear();
    }
    if (auto* refusal = event.part.get_if<RefusalPart>()) refusal->refusal = Text{};
    if (auto* thought = event.part.get_if<ReasoningTextPart>()) thought->text = Text{};
    put_in_part(event, index);
    if (const auto* text = whole.get_if<OutputTextPart>()) pieces(*text, index);
    if (const auto* refusal = whole.get_if<RefusalPart>()) pieces(*refusal, index);
    if (const auto* thought = whole.get_if<ReasoningTextPart>()) pieces(*thought, index);
    event.type = ResponseEventType::content_part_done;
    event.part = whole;
    put_in_part(std::move(event), index);
  }
  void pieces(const OutputTextPart& part, std::int64_t index) {
    TextDelta delta;
    delta.delta = part.text;
    delta.logprobs = part.logprobs;
    if (!part.text.empty() || !part.logprobs.empty()) put_in_part(std::move(delta), index);
    for (std::size_t i = 0; i < part.annotations.size(); ++i) {
      AnnotationAdded added;
      added.annotation_index = static_cast<std::int64_t>(i);
      added.annotation = part.annotations[i];
      put_in_part(std::move(added), index);
    }
    TextDone done;
    done.text = part.text;
    done.logprobs = part.logprobs;
    put_in_part(std::move(done), index);
  }
  void pieces(const RefusalPart& part, std::int64_t index) {
    part_delta(ResponseEventType::refusal_delta, part.refusal, index);
    RefusalDone done;
    done.refusal = part.refusal;
    put_in_part(std::move(done), index);
  }
  void pieces(const ReasoningTextPart& part, std::int64_t index) {
    part_delta(ResponseEventType::reasoning_text_delta, part.text, index);
    ReasoningTextDone done;
    done.text = part.text;
    put_in_part(std::move(done), index);
  }
  void part_delta(ResponseEventType type, const Text& text, std::int64_t index) {
    if (text.empty()) return;
    PartDelta event;
    event.type = type;
    event.delta = text;
    put_in_part(std::move(event), index);
  }
  void summary(const SummaryPart& whole, std::int64_t index) {
    const auto* text = whole.get_if<SummaryTextPart>();
    SummaryPartEvent event;
    event.summary_index = index;
    if (text) {
      event.part = SummaryTextPart{};
      put(event);
      SummaryDelta delta;
      delta.summary_index = index;
      delta.delta = text->text;
      if (!text->text.empty()) put(std::move(delta));
      SummaryDone done;
      done.summary_index = index;
      done.text = text->text;
      put(std::move(done));
    } else {
      event.part = whole;
      put(event);
    }
    event.type = ResponseEventType::reasoning_summary_part_done;
    event.part = whole;
    put(std::move(event));
  }

  const Response& whole_;
  std::vector<ResponseEvent> out_;
  std::int64_t output_index_ = 0;
  std::string id_;
};

}  // namespace detail

OAICOMPAT_INLINE bool ResponseStreaming::wanted(const ResponseRequest& request) {
  return request.stream.value_or(false);
}
OAICOMPAT_INLINE void ResponseStreaming::want(ResponseRequest& request, bool streamed) {
  if (streamed) {
    request.stream = true;
    return;
  }
  if (request.stream) request.stream = false;
  request.stream_options.reset();
}
OAICOMPAT_INLINE ResponseEvent ResponseStreaming::failure(const Error& error, std::int64_t last_number) {
  ResponseErrorEvent event;
  event.message = Text{without_address(error).message};
  if (!error.code.empty()) event.code = Text{error.code};
  if (!error.param.empty()) event.param = Text{error.param};
  event.sequence_number = detail::sum_of(last_number, 1);
  // The event has no member for a type: one that says more than the status does stands in an object, as OpenAI has it.
  if (!error.type.empty() && error.type != error_type(error_status(error))) {
    constexpr std::string_view before = R"({"error":)";
    const auto body = error_body(error);
    event.extra.set("error", {Text{std::string_view{body}.substr(before.size(), body.size() - before.size() - 1)}});
  }
  return event;
}
OAICOMPAT_INLINE std::int64_t ResponseStreaming::number(const ResponseEvent& event, std::int64_t last_number) {
  return event.visit([&](const auto& each) {
    // Servers that do not number their events number all 0.
    if constexpr (requires { each.sequence_number; }) {
      return std::max(each.sequence_number, last_number);
    } else {
      return std::max(detail::number_of(each).value_or(last_number), last_number);
    }
  });
}

OAICOMPAT_INLINE ResponseStreaming::Moving ResponseStreaming::delta_fields(ResponseEvent& event) {
  Moving out;
  const auto note = [&](auto* delta) {
    // A number that did not come is not written: such events are written whole.
    if (delta && !delta->extra.came_odd()) out = {&delta->delta, &delta->sequence_number};
  };
  note(event.get_if<TextDelta>());
  note(event.get_if<CallDelta>());
  note(event.get_if<PartDelta>());
  return out;
}

OAICOMPAT_INLINE bool RetrieveResponseStreaming::wanted(const RetrieveResponseRequest& request) {
  return request.stream.value_or(false);
}
OAICOMPAT_INLINE void RetrieveResponseStreaming::want(RetrieveResponseRequest& request, bool streamed) {
  if (streamed || request.stream) request.stream = streamed;
  if (streamed) return;
  request.starting_after.reset();
  request.include_obfuscation.reset();
}

OAICOMPAT_INLINE std::vector<ResponseEvent> ResponseStreaming::split(const Response& whole) {
  return detail::ResponseSplitter{whole}.events();
}

}  // namespace oaicompat::inline v1
