// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_response.hpp>
#include <oaicompat/impl/accumulate_steps.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline Error out_of_order(std::string what) {
  return local_error(ErrorKind::protocol, "The stream is out of order: " + std::move(what) + ".",
                     "stream_out_of_order");
}
inline std::string quoted(std::string_view word) { return "'" + std::string{word.substr(0, 64)} + "'"; }

template <class T>
T* at(std::vector<T>& items, std::int64_t index) {
  return index >= 0 && index < static_cast<std::int64_t>(items.size()) ? &items[static_cast<std::size_t>(index)]
                                                                       : nullptr;
}

// The parts of an item that has some; of a message that is one text, none yet.
inline std::vector<ResponsePart>* parts_of(ResponseItem& item) {
  auto* message = item.get_if<MessageItem>();
  if (!message) return nullptr;
  if (message->content.get_if<Text>()) message->content = std::vector<ResponsePart>{};
  return message->content.get_if<std::vector<ResponsePart>>();
}
template <class Part>
Part* part_at(ResponseItem& item, std::int64_t index) {
  auto* parts = parts_of(item);
  auto* part = parts ? at(*parts, index) : nullptr;
  return part ? part->get_if<Part>() : nullptr;
}

inline bool ends_response(const OpenEnum<ResponseEventType>& type) {
  return type == ResponseEventType::completed || type == ResponseEventType::failed ||
         type == ResponseEventType::incomplete;
}

}  // namespace detail

// --- where a text grows --------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Text* ResponseAccumulator::text_at(ResponseItem& item, Place place) {
  const auto [kind, index] = place;
  const auto member = [&]<class Item>(Text Item::*text) -> Text* {
    auto* found = item.get_if<Item>();
    return found ? &(found->*text) : nullptr;
  };
  switch (kind) {
    case Grows::text:
      if (auto* part = detail::part_at<OutputTextPart>(item, index)) return &part->text;
      return nullptr;
    case Grows::refusal:
      if (auto* part = detail::part_at<RefusalPart>(item, index)) return &part->refusal;
      return nullptr;
    case Grows::reasoning: {
      if (auto* part = detail::part_at<ReasoningTextPart>(item, index)) return &part->text;
      auto* thought = item.get_if<ReasoningItem>();
      auto* part = thought && thought->content ? detail::at(*thought->content, index) : nullptr;
      auto* text = part ? part->get_if<ReasoningTextPart>() : nullptr;
      return text ? &text->text : nullptr;
    }
    case Grows::summary: {
      auto* thought = item.get_if<ReasoningItem>();
      auto* part = thought ? detail::at(thought->summary, index) : nullptr;
      auto* text = part ? part->get_if<SummaryTextPart>() : nullptr;
      return text ? &text->text : nullptr;
    }
    case Grows::function_arguments: return member(&FunctionCallItem::arguments);
    case Grows::mcp_arguments: return member(&McpCall::arguments);
    case Grows::custom_input: return member(&CustomCallItem::input);
    case Grows::code: {
      auto* call = item.get_if<CodeInterpreterCall>();
      if (!call) return nullptr;
      return call->code ? &*call->code : &call->code.emplace();
    }
    case Grows::command: {
      auto* call = item.get_if<ShellCall>();
      return call ? detail::at(call->action.commands, index) : nullptr;
    }
  }
  return nullptr;
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::enough(std::size_t more) {
  bytes_ += more;
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return Done{};
}

OAICOMPAT_INLINE Result<ResponseAccumulator::Slot*> ResponseAccumulator::slot(std::int64_t output_index,
                                                                              std::string_view id) {
  const auto which = "output item " + std::to_string(output_index);
  auto* found = detail::at(slots_, output_index);
  if (!found) return detail::out_of_order(which + " has not begun");
  if (found->done) return detail::out_of_order(which + " is done already");
  const auto known = item_id(found->item);
  if (!id.empty() && !known.empty() && id != known) {
    return detail::out_of_order(which + " is called " + detail::quoted(id) + " but began as " + detail::quoted(known));
  }
  return found;
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::grow(Result<Slot*> found, Place place, std::string_view delta) {
  if (!found) return found.error();
  auto& [item, done, growing] = **found;
  auto known = growing.find(place);
  if (known == growing.end()) {
    const auto* text = text_at(item, place);
    if (!text) return detail::out_of_order("there is more of a text that has not begun");
    known = growing.emplace(place, text->str()).first;
  }
  known->second += delta;
  return enough(delta.size());
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::settle(Result<Slot*> found, Place place, const Text& whole) {
  if (!found) return found.error();
  auto* text = text_at((*found)->item, place);
  if (!text) return detail::out_of_order("a text is done that has not begun");
  const auto known = (*found)->growing.find(place);
  const auto grown = known == (*found)->growing.end() ? 0 : known->second.size();
  if (grown != 0) (*found)->growing.erase(known);
  *text = whole;
  return enough(whole.size() - std::min(whole.size(), grown));
}

OAICOMPAT_INLINE void ResponseAccumulator::write_growing(Slot& slot) {
  for (auto& [place, words] : slot.growing) {
    if (auto* text = text_at(slot.item, place)) *text = Text{words};
  }
  slot.growing.clear();
}

// --- events --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::count(std::int64_t number) {
  if (ended_) return detail::out_of_order("something follows the end");
  const bool uncounted = number == 0 && last_number_ == 0;
  if (began_ && !uncounted && number != last_number_ + 1) {
    return detail::out_of_order("the event " + std::to_string(number) + " follows " + std::to_string(last_number_));
  }
  last_number_ = number;
  return Done{};
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::add(const ResponseEvent& event) {
  return std::visit(
      [&]<class T>(const T& each) -> Result<Done> {
        if constexpr (requires { each.sequence_number; }) {
          constexpr bool may_begin = std::same_as<T, ResponseStateEvent> || std::same_as<T, ResponseErrorEvent>;
          if (!began_ && !may_begin) return detail::out_of_order("it begins with " + detail::quoted(event.tag()));
          if (auto counted = count(each.sequence_number); !counted) return counted;
          began_ = true;
        }
        if constexpr (requires { take(each); }) {
          return take(each);
        } else if constexpr (requires { each.item_id; }) {
          if (auto found = slot(each); !found) return found.error();
        }
        return Done{};
      },
      event.value);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ResponseStateEvent& event) {
  if (!whole_.id.empty() && event.response.id != whole_.id) {
    return detail::out_of_order("the response is called " + detail::quoted(event.response.id) + " but began as " +
                                detail::quoted(whole_.id));
  }
  whole_ = event.response;
  ended_ = detail::ends_response(event.type);
  return Done{};
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ItemEvent& event) {
  const auto id = item_id(event.item);
  if (event.type == ResponseEventType::output_item_done) {
    auto found = slot(event.output_index, id);
    if (!found) return found.error();
    if ((*found)->item.tag() != event.item.tag()) {
      return detail::out_of_order("output item " + std::to_string(event.output_index) + " is " +
                                  detail::quoted(event.item.tag()) + " but began as " +
                                  detail::quoted((*found)->item.tag()));
    }
    **found = {event.item, true, {}};
  } else {
    const auto next = static_cast<std::int64_t>(slots_.size());
    if (event.output_index != next) {
      return detail::out_of_order("output item " + std::to_string(event.output_index) + " begins where " +
                                  std::to_string(next) + " should");
    }
    if (!id.empty() && !ids_.emplace(id).second) {
      return detail::out_of_order("two output items are called " + detail::quoted(id));
    }
    slots_.push_back({event.item, false, {}});
  }
  return enough(sizeof(Slot) + to_json(event.item).size());
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const PartEvent& event) {
  auto found = slot(event);
  if (!found) return found.error();
  auto& item = (*found)->item;
  const bool begins = event.type == ResponseEventType::content_part_added;
  const auto put = [&]<class Part>(std::vector<Part>& parts, Part part) -> Result<Done> {
    if (event.content_index != static_cast<std::int64_t>(parts.size()) - (begins ? 0 : 1) &&
        (begins || !detail::at(parts, event.content_index))) {
      return detail::out_of_order("part " + std::to_string(event.content_index) + " of output item " +
                                  std::to_string(event.output_index) +
                                  (begins ? " begins out of turn" : " has not begun"));
    }
    if (begins) {
      parts.push_back(std::move(part));
    } else {
      *detail::at(parts, event.content_index) = std::move(part);
      for (const auto kind : {Grows::text, Grows::refusal, Grows::reasoning})
        (*found)->growing.erase({kind, event.content_index});
    }
    return enough(sizeof(Part));
  };
  if (auto* parts = detail::parts_of(item)) return put(*parts, event.part);
  auto* thought = item.get_if<ReasoningItem>();
  const auto* text = event.part.get_if<ReasoningTextPart>();
  if (!thought || !text) return detail::out_of_order("a part belongs to an item that has none of its kind");
  if (!thought->content) thought->content.emplace();
  return put(*thought->content, ReasoningPart{*text});
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const TextDelta& event) {
  auto found = slot(event);
  if (auto grown = grow(found, {Grows::text, event.content_index}, event.delta); !grown) return grown;
  auto* part = detail::part_at<OutputTextPart>((*found)->item, event.content_index);
  part->logprobs.insert(part->logprobs.end(), event.logprobs.begin(), event.logprobs.end());
  return enough(event.logprobs.size() * (sizeof(ResponseLogprob) + 20 * sizeof(ResponseTopLogprob)));
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const TextDone& event) {
  return settle(slot(event), {Grows::text, event.content_index}, event.text);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const AnnotationAdded& event) {
  auto found = slot(event);
  if (!found) return found.error();
  auto* part = detail::part_at<OutputTextPart>((*found)->item, event.content_index);
  if (!part) return detail::out_of_order("there is a note on a text that has not begun");
  if (event.annotation_index != static_cast<std::int64_t>(part->annotations.size())) {
    return detail::out_of_order("note " + std::to_string(event.annotation_index) + " comes where " +
                                std::to_string(part->annotations.size()) + " should");
  }
  if (event.annotation) part->annotations.push_back(*event.annotation);
  return enough(sizeof(ResponseAnnotation));
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const PartDelta& event) {
  const bool refusal = event.type == ResponseEventType::refusal_delta;
  auto found = slot(event);
  auto* thought = found && !refusal ? (*found)->item.get_if<ReasoningItem>() : nullptr;
  // The specification has no event that begins the reasoning, so its first piece does.
  if (thought) {
    if (!thought->content) thought->content.emplace();
    if (event.content_index == static_cast<std::int64_t>(thought->content->size())) {
      thought->content->push_back(ReasoningTextPart{});
      if (auto room = enough(sizeof(ReasoningPart)); !room) return room;
    }
  }
  return grow(found, {refusal ? Grows::refusal : Grows::reasoning, event.content_index}, event.delta);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const RefusalDone& event) {
  return settle(slot(event), {Grows::refusal, event.content_index}, event.refusal);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ReasoningTextDone& event) {
  return settle(slot(event), {Grows::reasoning, event.content_index}, event.text);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const SummaryPartEvent& event) {
  auto found = slot(event);
  if (!found) return found.error();
  auto* thought = (*found)->item.get_if<ReasoningItem>();
  if (!thought) return detail::out_of_order("a summary belongs to an item that is not reasoning");
  if (event.type == ResponseEventType::reasoning_summary_part_done) {
    auto* part = detail::at(thought->summary, event.summary_index);
    if (!part) return detail::out_of_order("a summary is done that has not begun");
    (*found)->growing.erase({Grows::summary, event.summary_index});
    *part = event.part;
    return Done{};
  }
  if (event.summary_index != static_cast<std::int64_t>(thought->summary.size())) {
    return detail::out_of_order("summary " + std::to_string(event.summary_index) + " begins out of turn");
  }
  thought->summary.push_back(event.part);
  return enough(sizeof(SummaryPart));
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const SummaryDelta& event) {
  return grow(slot(event), {Grows::summary, event.summary_index}, event.delta);
}
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const SummaryDone& event) {
  return settle(slot(event), {Grows::summary, event.summary_index}, event.text);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const CallDelta& event) {
  const auto kind = event.type == ResponseEventType::mcp_call_arguments_delta           ? Grows::mcp_arguments
                    : event.type == ResponseEventType::custom_tool_call_input_delta     ? Grows::custom_input
                    : event.type == ResponseEventType::code_interpreter_call_code_delta ? Grows::code
                                                                                        : Grows::function_arguments;
  return grow(slot(event), {kind, 0}, event.delta);
}
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ArgumentsDone& event) {
  const bool mcp = event.type == ResponseEventType::mcp_call_arguments_done;
  return settle(slot(event), {mcp ? Grows::mcp_arguments : Grows::function_arguments, 0}, event.arguments);
}
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const InputDone& event) {
  return settle(slot(event), {Grows::custom_input, 0}, event.input);
}
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const CodeDone& event) {
  return settle(slot(event), {Grows::code, 0}, event.code);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ShellCommandEvent& event) {
  auto found = slot(event.output_index, {});
  if (event.type == ResponseEventType::shell_call_command_done) {
    return settle(std::move(found), {Grows::command, event.command_index}, event.command);
  }
  if (!found) return found.error();
  auto* call = (*found)->item.get_if<ShellCall>();
  if (!call) return detail::out_of_order("a command belongs to an item that is no shell call");
  if (event.command_index != static_cast<std::int64_t>(call->action.commands.size())) {
    return detail::out_of_order("command " + std::to_string(event.command_index) + " begins out of turn");
  }
  call->action.commands.push_back(event.command);
  return enough(sizeof(Text) + event.command.size());
}
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ShellCommandDelta& event) {
  return grow(slot(event.output_index, {}), {Grows::command, event.command_index}, event.delta);
}

// What commands give is whole in the event that says so: pieces are only counted.
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ShellOutputDelta& event) {
  if (auto found = slot(event); !found) return found.error();
  return Done{};
}
OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ShellOutputDone& event) {
  auto found = slot(event);
  if (!found) return found.error();
  auto* output = (*found)->item.get_if<ShellOutput>();
  if (!output) return detail::out_of_order("a shell's output belongs to another item");
  output->output = event.output;
  std::size_t size = event.output.size() * sizeof(ShellOutputPiece);
  for (const auto& each : event.output) size += each.out.size() + each.err.size();
  return enough(size);
}

OAICOMPAT_INLINE Result<Done> ResponseAccumulator::take(const ResponseErrorEvent& event) {
  ended_ = true;
  auto error =
      api_error(0, event.message.str(), event.code ? event.code->str() : "", event.param ? event.param->str() : "");
  error.type = "server_error";
  return error;
}

OAICOMPAT_INLINE Result<Response> ResponseAccumulator::finish() {
  if (!began_) return detail::no_chunks();
  if (!ended_) return detail::out_of_order("it breaks off before the response is done");
  if (whole_.output.empty()) {
    for (auto& slot : slots_) {
      write_growing(slot);
      whole_.output.push_back(std::move(slot.item));
    }
  }
  slots_.clear();
  return std::move(whole_);
}

OAICOMPAT_INLINE Result<Done> ResponseProgress::add(const ResponseEvent& event) {
  const auto* state = event.get_if<ResponseStateEvent>();
  ended_ = ended_ || (state && detail::ends_response(state->type));
  return Done{};
}

}  // namespace oaicompat::inline v1
