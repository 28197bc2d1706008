// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/responses/event_parts.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {

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

OAICOMPAT_INLINE Result<void> ResponseAccumulator::enough(std::size_t more) {
  bytes_ += more;
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return {};
}

OAICOMPAT_INLINE void ResponseAccumulator::irregular(std::string what) {
  if (!irregularity_) irregularity_ = detail::out_of_order(std::move(what));
}

// --- the lists of an item ------------------------------------------------------------------------------------------

OAICOMPAT_INLINE ResponseAccumulator::List ResponseAccumulator::list_of(Grows kind) {
  return kind == Grows::summary ? List::summaries : kind == Grows::command ? List::commands : List::parts;
}

OAICOMPAT_INLINE std::size_t ResponseAccumulator::count_of(ResponseItem& item, List list) {
  if (const auto* call = item.get_if<ShellCall>()) return list == List::commands ? call->action.commands.size() : 0;
  if (const auto* thought = item.get_if<ReasoningItem>()) {
    return list == List::summaries ? thought->summary.size() : thought->content ? thought->content->size() : 0;
  }
  const auto* parts = detail::parts_of(item);
  return parts && list == List::parts ? parts->size() : 0;
}

// An item that begins with a piece of this kind.
OAICOMPAT_INLINE ResponseItem ResponseAccumulator::begun(Grows kind, std::string_view id) {
  const auto with_id = [&](auto item) {
    if (!id.empty()) item.id = Text{id};
    return ResponseItem{std::move(item)};
  };
  switch (kind) {
    case Grows::reasoning:
    case Grows::summary: return with_id(ReasoningItem{});
    case Grows::function_arguments: return with_id(FunctionCallItem{});
    case Grows::mcp_arguments: return with_id(McpCall{});
    case Grows::custom_input: return with_id(CustomCallItem{});
    case Grows::code: return with_id(CodeInterpreterCall{});
    case Grows::command: return with_id(ShellCall{});
    default: break;
  }
  MessageItem message;
  message.role = MessageRole::assistant;
  message.content = std::vector<ResponsePart>{};
  return with_id(std::move(message));
}

// Puts an empty text of this kind at the end of the item's list. Whether the item takes one.
OAICOMPAT_INLINE bool ResponseAccumulator::open(ResponseItem& item, Grows kind) {
  auto* thought = item.get_if<ReasoningItem>();
  auto* parts = detail::parts_of(item);
  if (thought && kind == Grows::summary) {
    thought->summary.push_back(SummaryTextPart{});
  } else if (thought && kind == Grows::reasoning) {
    (thought->content ? *thought->content : thought->content.emplace()).push_back(ReasoningTextPart{});
  } else if (auto* call = item.get_if<ShellCall>(); call && kind == Grows::command) {
    call->action.commands.emplace_back();
  } else if (parts && kind == Grows::text) {
    parts->push_back(OutputTextPart{});
  } else if (parts && kind == Grows::refusal) {
    parts->push_back(RefusalPart{});
  } else if (parts && kind == Grows::reasoning) {
    parts->push_back(ReasoningTextPart{});
  } else {
    return false;
  }
  return true;
}

// Where the text stands that an index names; it begins now if it has not. Nothing where the item has none of its kind.
OAICOMPAT_INLINE std::optional<std::size_t> ResponseAccumulator::place(Slot& slot, Grows kind, std::int64_t index) {
  const bool is_listed = kind <= Grows::summary || kind == Grows::command;
  const auto list = list_of(kind);
  std::size_t at = 0;
  if (const auto known = slot.places.find({list, index}); known != slot.places.end()) {
    at = known->second;
  } else if (is_listed) {
    at = count_of(slot.item, list);
    const bool begins = index < 0 || static_cast<std::size_t>(index) >= at;
    if (!begins) at = static_cast<std::size_t>(index);
    // The specification has no event that begins the reasoning, so its first piece does.
    const bool may_begin = kind == Grows::reasoning && index == static_cast<std::int64_t>(at);
    if (begins && !may_begin) irregular("there is more of a text that has not begun");
    if (begins && !open(slot.item, kind)) return std::nullopt;
    bytes_ += begins ? sizeof(ResponsePart) : 0;
    slot.places[{list, index}] = at;
  }
  if (text_at(slot.item, {kind, at})) return at;
  irregular("a text belongs to an item, or to a part, of another kind");
  return std::nullopt;
}

// --- the items -----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE ResponseAccumulator::Slot* ResponseAccumulator::known_slot(std::int64_t output_index, bool is_numbered,
                                                                            std::string_view id) {
  if (!is_numbered) {
    if (slots_.empty()) return nullptr;
    if (id.empty()) return &slots_.back();
    const auto same =
        std::find_if(slots_.rbegin(), slots_.rend(), [&](const Slot& each) { return item_id(each.item) == id; });
    return same == slots_.rend() ? nullptr : &*same;
  }
  const auto at = at_index_.find(output_index);
  return at == at_index_.end() ? nullptr : &slots_[at->second];
}

OAICOMPAT_INLINE ResponseAccumulator::Slot& ResponseAccumulator::new_slot(std::int64_t output_index, bool is_numbered,
                                                                          ResponseItem item) {
  const auto next = static_cast<std::int64_t>(slots_.size());
  if (is_numbered && output_index != next) {
    irregular("output item " + std::to_string(output_index) + " begins where " + std::to_string(next) + " should");
  }
  if (const auto id = item_id(item); !id.empty() && !ids_.emplace(id).second) {
    irregular("two output items are called " + detail::quoted(id));
  }
  at_index_[is_numbered ? output_index : next] = slots_.size();
  bytes_ += sizeof(Slot);
  auto& slot = slots_.emplace_back();
  slot.item = std::move(item);
  return slot;
}

namespace detail {

template <class Event>
bool is_numbered(const Event& event) {
  return !was_absent(event, "output_index");
}
template <class Event>
std::string_view id_in(const Event& event) {
  if constexpr (requires { event.item_id; }) return event.item_id;
  return {};
}

}  // namespace detail

// The item that an event is of, where it has begun.
template <class Event>
ResponseAccumulator::Slot* ResponseAccumulator::slot(const Event& event) {
  const auto id = detail::id_in(event);
  const auto which = "output item " + std::to_string(event.output_index);
  auto* found = known_slot(event.output_index, detail::is_numbered(event), id);
  if (!found) return irregular(which + " has not begun"), nullptr;
  if (found->done) irregular(which + " is done already");
  const auto known = item_id(found->item);
  if (!id.empty() && !known.empty() && id != known) {
    irregular(which + " is called " + detail::quoted(id) + " but began as " + detail::quoted(known));
  }
  return found;
}
template <class Event>
ResponseAccumulator::Slot& ResponseAccumulator::slot_for(const Event& event, Grows kind) {
  if (auto* found = slot(event)) return *found;
  auto& made = new_slot(event.output_index, detail::is_numbered(event), begun(kind, detail::id_in(event)));
  made.began = false;
  return made;
}

template <class Event>
Result<void> ResponseAccumulator::grow(const Event& event, Grows kind, std::int64_t index, std::string_view delta) {
  auto& slot = slot_for(event, kind);
  if (slot.done) return {};
  const auto at = place(slot, kind, index);
  if (!at) return {};
  const auto [known, is_first] = slot.growing.try_emplace({kind, *at});
  if (is_first) known->second = text_at(slot.item, {kind, *at})->str();
  known->second += delta;
  return enough(delta.size());
}

template <class Event>
Result<void> ResponseAccumulator::settle(const Event& event, Grows kind, std::int64_t index, const Text& whole) {
  auto& slot = slot_for(event, kind);
  if (slot.done) return {};
  const auto at = place(slot, kind, index);
  if (!at) return {};
  const auto known = slot.growing.find({kind, *at});
  const auto grown = known == slot.growing.end() ? 0 : known->second.size();
  if (known != slot.growing.end()) slot.growing.erase(known);
  *text_at(slot.item, {kind, *at}) = whole;
  return enough(whole.size() - std::min(whole.size(), grown));
}

OAICOMPAT_INLINE void ResponseAccumulator::write_growing(Slot& slot) {
  for (auto& [place, words] : slot.growing) {
    if (auto* text = text_at(slot.item, place)) *text = Text{words};
  }
  slot.growing.clear();
}

}  // namespace oaicompat::inline v1
