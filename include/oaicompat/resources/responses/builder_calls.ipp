// The calls of a response that is being made.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/responses/builder.hpp>
#include <oaicompat/resources/responses/call_items.ipp>
#include <oaicompat/resources/responses/codec.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<void> ResponseBuilder::call(const ToolCallDelta& delta, Events& out) {
  std::optional<CustomCall> custom;
  if (const auto* json = delta.extra.find("custom")) {
    if (auto read = parse_owned<CustomCall>(json->view(), {.reading = Reading::lenient})) custom = *std::move(read);
  }
  const std::string_view name = custom                                   ? custom->name.view()
                                : delta.function && delta.function->name ? delta.function->name->view()
                                                                         : std::string_view{};
  const auto index = detail::counted_index(delta.index);
  const bool in_call = open_ == Open::call;
  // Some servers number all their calls 0: another id beside a name is another call.
  const bool other =
      !in_call || call_.index != index || (delta.id && !delta.id->empty() && !(*delta.id == call_.id) && !name.empty());
  if (other) {
    if (name.empty()) {
      if (!closed_calls_.contains(index)) return detail::no_tool_name(0);
      return local_error(ErrorKind::protocol, "The pieces of two tool calls are mixed.", "stream_out_of_order");
    }
    Call begun{
        .index = index, .id = {}, .tool = options_.tools.called(name, custom ? ToolType::custom : ToolType::function)};
    if (const auto* more = delta.extra.find(ext::extra_content.name)) begun.extra_content = *more;
    begun.id = delta.id && !delta.id->empty() ? *delta.id : Text{options_.id("call_")};
    if (auto added = begin_call(std::move(begun), out); !added) return added;
  }
  if (custom) return grow_call(custom->input, out);
  if (delta.function && delta.function->arguments) return grow_call(*delta.function->arguments, out);
  return {};
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::begin_call(Call call, Events& out) {
  close_item(ItemStatus::completed, out);
  const auto bytes = call.id.size() + call.tool.name.size();
  call_ = std::move(call);
  closed_calls_.insert(call_.index);
  open(Open::call, detail::call_prefix(call_.tool.kind), out);
  return enough(bytes);
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::grow_call(std::string_view more, Events& out) {
  if (more.empty()) return {};
  words_ += more;
  if (given_whole()) return enough(more.size());
  CallDelta event;
  event.type = call_.tool.kind == CalledTool::Kind::custom ? ResponseEventType::custom_tool_call_input_delta
                                                           : ResponseEventType::function_call_arguments_delta;
  event.delta = Text{more};
  put(std::move(event), out);
  return enough(more.size());
}

OAICOMPAT_INLINE bool ResponseBuilder::given_whole() const {
  using Kind = CalledTool::Kind;
  return open_ == Open::call && call_.tool.kind != Kind::function && call_.tool.kind != Kind::custom;
}
// Gives a call that is given whole.
OAICOMPAT_INLINE void ResponseBuilder::close_call(Events& out) {
  const detail::CallItem call{call_.tool, Text{item_id_}, call_.id, words_, call_.extra_content};
  auto begun = detail::called_item(call, ItemStatus::in_progress);
  auto made = detail::called_item(call, ItemStatus::completed);
  if (!begun || !made) {
    unreadable_ = begun ? made.error() : begun.error();
    return;
  }
  put_item(ResponseEventType::output_item_added, *std::move(begun), out);
  put_item(ResponseEventType::output_item_done, *made, out);
  whole_.output.push_back(*std::move(made));
}

}  // namespace oaicompat::inline v1
