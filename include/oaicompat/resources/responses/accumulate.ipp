// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/resources/responses/accumulate_items.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

// --- events --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void ResponseAccumulator::count(std::int64_t number) {
  if (ended_) irregular("something follows the end");
  const bool uncounted = number == 0 && last_number_ == 0;
  if (began_ && !uncounted && number != detail::sum_of(last_number_, 1)) {
    irregular("the event " + std::to_string(number) + " follows " + std::to_string(last_number_));
  }
  last_number_ = number;
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::add(const ResponseEvent& event) {
  return event.visit([&]<class T>(const T& each) -> Result<void> {
    if constexpr (std::same_as<T, Unknown>) {
      if (const auto number = detail::number_of(each)) count(*number);
    } else {
      constexpr bool may_begin = std::same_as<T, ResponseStateEvent> || std::same_as<T, ResponseErrorEvent>;
      if (!began_ && !may_begin) irregular("it begins with " + detail::quoted(event.tag()));
      count(each.sequence_number);
      began_ = true;
    }
    if constexpr (requires { take(each); }) {
      return take(each);
    } else if constexpr (requires { each.item_id; }) {
      slot(each);
    }
    return {};
  });
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ResponseStateEvent& event) {
  ended_ = ended_ || detail::ends_response(event.type);
  if (was_absent(event, "response") || event.extra.form("response")) return {};
  if (!whole_.id.empty() && event.response.id != whole_.id) {
    irregular("the response is called " + detail::quoted(event.response.id) + " but began as " +
              detail::quoted(whole_.id));
  }
  whole_ = event.response;
  return {};
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ItemEvent& event) {
  const auto id = item_id(event.item);
  const bool is_numbered = detail::is_numbered(event);
  auto* found = known_slot(event.output_index, is_numbered, id);
  // Some servers number all items 0.
  const bool is_another = found && found->began && item_id(found->item) != id;
  if (event.type == ResponseEventType::output_item_done) {
    const auto which = "output item " + std::to_string(event.output_index);
    if (!found) irregular(which + " has not begun");
    if (found && found->done) irregular(which + " is done already");
    if (is_another) {
      irregular(which + " is called " + detail::quoted(id) + " but began as " + detail::quoted(item_id(found->item)));
    }
    if (found && found->item.tag() != event.item.tag()) {
      irregular(which + " is " + detail::quoted(event.item.tag()) + " but began as " +
                detail::quoted(found->item.tag()));
    }
    auto& slot = !found || (found->done && is_another) ? new_slot(event.output_index, is_numbered, event.item) : *found;
    slot.item = event.item;
    slot.done = slot.began = true;
    slot.growing.clear();
  } else if (found && !found->began && found->item.tag() == event.item.tag()) {
    found->began = true;  // what came before its beginning stays
  } else if (!found || found->done || is_another || !found->began) {
    new_slot(event.output_index, is_numbered, event.item);
  } else {
    irregular("two output items are called " + detail::quoted(id));
  }
  return enough(to_json(event.item).size());
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const PartEvent& event) {
  const auto kind = event.part.get_if<RefusalPart>()         ? Grows::refusal
                    : event.part.get_if<ReasoningTextPart>() ? Grows::reasoning
                                                             : Grows::text;
  auto& slot = slot_for(event, kind);
  const auto put = [&]<class Part>(std::vector<Part>& parts, Part part) -> Result<void> {
    const bool begins = event.type == ResponseEventType::content_part_added;
    const auto next = static_cast<std::int64_t>(parts.size());
    const auto known = slot.places.find({List::parts, event.content_index});
    const auto at = known != slot.places.end() ? known->second
                    : !begins && event.content_index >= 0 && event.content_index < next
                        ? static_cast<std::size_t>(event.content_index)
                        : parts.size();
    if (begins ? event.content_index != next : at == parts.size()) {
      irregular("part " + std::to_string(event.content_index) + " of output item " +
                std::to_string(event.output_index) + (begins ? " begins out of turn" : " has not begun"));
    }
    slot.places[{List::parts, event.content_index}] = at;
    if (at == parts.size()) {
      parts.push_back(std::move(part));
    } else if (!begins) {
      parts[at] = std::move(part);
      for (const auto each : {Grows::text, Grows::refusal, Grows::reasoning}) slot.growing.erase({each, at});
    }
    return enough(sizeof(Part));
  };
  if (slot.done) return {};
  if (auto* parts = detail::parts_of(slot.item)) return put(*parts, event.part);
  auto* thought = slot.item.get_if<ReasoningItem>();
  const auto* text = event.part.get_if<ReasoningTextPart>();
  if (!thought || !text) return irregular("a part belongs to an item that has none of its kind"), Done{};
  if (!thought->content) thought->content.emplace();
  return put(*thought->content, ReasoningPart{*text});
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const TextDelta& event) {
  if (auto grown = grow(event, Grows::text, event.content_index, event.delta); !grown) return grown;
  if (event.logprobs.empty()) return {};
  auto& slot = slot_for(event, Grows::text);
  const auto at = place(slot, Grows::text, event.content_index);
  auto* part = at && !slot.done ? detail::part_at<OutputTextPart>(slot.item, *at) : nullptr;
  if (!part) return {};
  part->logprobs.insert(part->logprobs.end(), event.logprobs.begin(), event.logprobs.end());
  return enough(event.logprobs.size() * (sizeof(ResponseLogprob) + 20 * sizeof(ResponseTopLogprob)));
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const TextDone& event) {
  return settle(event, Grows::text, event.content_index, event.text);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const AnnotationAdded& event) {
  auto& slot = slot_for(event, Grows::text);
  const auto at = slot.done ? std::nullopt : place(slot, Grows::text, event.content_index);
  auto* part = at ? detail::part_at<OutputTextPart>(slot.item, *at) : nullptr;
  if (!part) return {};
  if (event.annotation_index != static_cast<std::int64_t>(part->annotations.size())) {
    irregular("note " + std::to_string(event.annotation_index) + " comes where " +
              std::to_string(part->annotations.size()) + " should");
  }
  if (event.annotation) part->annotations.push_back(*event.annotation);
  return enough(sizeof(ResponseAnnotation));
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const PartDelta& event) {
  const bool refusal = event.type == ResponseEventType::refusal_delta;
  return grow(event, refusal ? Grows::refusal : Grows::reasoning, event.content_index, event.delta);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const RefusalDone& event) {
  return settle(event, Grows::refusal, event.content_index, event.refusal);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ReasoningTextDone& event) {
  return settle(event, Grows::reasoning, event.content_index, event.text);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const SummaryPartEvent& event) {
  auto& slot = slot_for(event, Grows::summary);
  auto* thought = slot.item.get_if<ReasoningItem>();
  if (!thought) return irregular("a summary belongs to an item that is not reasoning"), Done{};
  if (slot.done) return {};
  const auto next = thought->summary.size();
  const auto known = slot.places.find({List::summaries, event.summary_index});
  if (event.type == ResponseEventType::reasoning_summary_part_added) {
    if (event.summary_index != static_cast<std::int64_t>(next)) {
      irregular("summary " + std::to_string(event.summary_index) + " begins out of turn");
    }
    if (known != slot.places.end()) return {};  // its first piece came before
    slot.places[{List::summaries, event.summary_index}] = next;
    thought->summary.push_back(event.part);
    return enough(sizeof(SummaryPart));
  }
  const bool is_known = event.summary_index >= 0 && static_cast<std::size_t>(event.summary_index) < next;
  const auto at = known != slot.places.end() ? known->second
                  : is_known                 ? static_cast<std::size_t>(event.summary_index)
                                             : next;
  if (at >= next) {
    irregular("a summary is done that has not begun");
    slot.places[{List::summaries, event.summary_index}] = next;
    thought->summary.emplace_back();
  }
  slot.growing.erase({Grows::summary, std::min(at, next)});
  thought->summary[std::min(at, next)] = event.part;
  return enough(at >= next ? sizeof(SummaryPart) : 0);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const SummaryDelta& event) {
  return grow(event, Grows::summary, event.summary_index, event.delta);
}
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const SummaryDone& event) {
  return settle(event, Grows::summary, event.summary_index, event.text);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const CallDelta& event) {
  const auto kind = event.type == ResponseEventType::mcp_call_arguments_delta           ? Grows::mcp_arguments
                    : event.type == ResponseEventType::custom_tool_call_input_delta     ? Grows::custom_input
                    : event.type == ResponseEventType::code_interpreter_call_code_delta ? Grows::code
                                                                                        : Grows::function_arguments;
  return grow(event, kind, 0, event.delta);
}
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ArgumentsDone& event) {
  const bool mcp = event.type == ResponseEventType::mcp_call_arguments_done;
  auto settled = settle(event, mcp ? Grows::mcp_arguments : Grows::function_arguments, 0, event.arguments);
  auto* call = slots_.empty() || !event.name
                   ? nullptr
                   : slot_for(event, Grows::function_arguments).item.get_if<FunctionCallItem>();
  if (call && call->name.empty()) call->name = *event.name;
  return settled;
}
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const InputDone& event) {
  return settle(event, Grows::custom_input, 0, event.input);
}
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const CodeDone& event) {
  return settle(event, Grows::code, 0, event.code);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ShellCommandEvent& event) {
  if (event.type == ResponseEventType::shell_call_command_done) {
    return settle(event, Grows::command, event.command_index, event.command);
  }
  auto& slot = slot_for(event, Grows::command);
  auto* call = slot.item.get_if<ShellCall>();
  if (!call) return irregular("a command belongs to an item that is no shell call"), Done{};
  if (slot.done) return {};
  const auto next = call->action.commands.size();
  if (event.command_index != static_cast<std::int64_t>(next)) {
    irregular("command " + std::to_string(event.command_index) + " begins out of turn");
  }
  if (!slot.places.try_emplace({List::commands, event.command_index}, next).second) return {};
  call->action.commands.push_back(event.command);
  return enough(sizeof(Text) + event.command.size());
}
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ShellCommandDelta& event) {
  return grow(event, Grows::command, event.command_index, event.delta);
}

// What commands give is whole in the event that says so: pieces are only counted.
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ShellOutputDelta& event) {
  slot(event);
  return {};
}
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ShellOutputDone& event) {
  auto* found = slot(event);
  auto* output = found ? found->item.get_if<ShellOutput>() : nullptr;
  if (!output) return irregular("a shell's output belongs to another item"), Done{};
  if (found->done) return {};
  output->output = event.output;
  std::size_t size = event.output.size() * sizeof(ShellOutputPiece);
  for (const auto& each : event.output) size += each.out.size() + each.err.size();
  return enough(size);
}

OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const ResponseErrorEvent& event) {
  ended_ = true;
  auto error =
      api_error(0, event.message.str(), event.code ? event.code->str() : "", event.param ? event.param->str() : "");
  error.type = "server_error";
  return error;
}

// LM Studio's name for a piece of the reasoning.
OAICOMPAT_INLINE Result<void> ResponseAccumulator::take(const Unknown& event) {
  if (event.tag != "response.reasoning.delta") return {};
  auto piece = parse_owned<PartDelta>(event.json.view(), {.reading = Reading::lenient});
  if (!piece) return {};
  piece->type = ResponseEventType::reasoning_text_delta;
  return take(*piece);
}

OAICOMPAT_INLINE Response ResponseAccumulator::made() {
  if (whole_.output.empty()) {
    for (auto& slot : slots_) {
      write_growing(slot);
      whole_.output.push_back(std::move(slot.item));
    }
  }
  slots_.clear();
  at_index_.clear();
  return std::move(whole_);
}

OAICOMPAT_INLINE Result<Response> ResponseAccumulator::finish() {
  if (!began_) return detail::no_chunks();
  if (!ended_) return detail::out_of_order("it breaks off before the response is done");
  return made();
}

OAICOMPAT_INLINE std::optional<Response> ResponseAccumulator::so_far() const {
  if (!began_) return std::nullopt;
  auto copy = *this;
  return copy.made();
}

OAICOMPAT_INLINE Result<void> ResponseProgress::add(const ResponseEvent& event) {
  const auto* state = event.get_if<ResponseStateEvent>();
  ended_ = ended_ || (state && detail::ends_response(state->type));
  return {};
}

}  // namespace oaicompat::inline v1
