// The items of a response that is being made: how they begin and end.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/builder.hpp>
#include <oaicompat/resources/responses/call_items.ipp>
#include <oaicompat/resources/responses/input.hpp>

#include <utility>

namespace oaicompat::inline v1 {

// Begins an item unless it is open; what else was open is done.
OAICOMPAT_INLINE void ResponseBuilder::open(Open what, std::string_view prefix, Events& out) {
  if (open_ == what) return;
  close_item(ItemStatus::completed, out);
  bytes_ += sizeof(ResponseItem);
  open_ = what;
  item_id_ = options_.id(prefix);
  if (!given_whole()) put_item(ResponseEventType::output_item_added, item(ItemStatus::in_progress), out);
}

OAICOMPAT_INLINE void ResponseBuilder::open_part(ResponsePart begun, Events& out) {
  bytes_ += sizeof(ResponsePart);
  in_part_ = true;
  part_ = std::move(begun);
  words_.clear();
  put_part(ResponseEventType::content_part_added, out);
}

OAICOMPAT_INLINE ResponsePart ResponseBuilder::part() const {
  auto made = part_;
  if (auto* text = made.get_if<OutputTextPart>()) text->text = Text{words_};
  if (auto* refusal = made.get_if<RefusalPart>()) refusal->refusal = Text{words_};
  if (auto* thought = made.get_if<ReasoningTextPart>()) thought->text = Text{words_};
  if (auto* thought = made.get_if<SummaryTextPart>()) thought->text = Text{words_};
  return made;
}

OAICOMPAT_INLINE void ResponseBuilder::close_part(Events& out) {
  if (!std::exchange(in_part_, false)) return;
  if (const auto* text = part_.get_if<OutputTextPart>()) {
    TextDone done;
    done.text = Text{words_};
    done.logprobs = detail::without_bytes(text->logprobs);
    put(std::move(done), out);
  } else if (part_.get_if<RefusalPart>()) {
    RefusalDone done;
    done.refusal = Text{words_};
    put(std::move(done), out);
  } else if (part_.get_if<SummaryTextPart>()) {
    SummaryDone done;
    done.text = Text{words_};
    put(std::move(done), out);
  } else {
    ReasoningTextDone done;
    done.text = Text{words_};
    put(std::move(done), out);
  }
  put_part(ResponseEventType::content_part_done, out);
  parts_.push_back(part());
  words_.clear();
}

OAICOMPAT_INLINE void ResponseBuilder::close_item(ItemStatus status, Events& out) {
  if (open_ == Open::nothing) return;
  if (given_whole()) {
    if (status == ItemStatus::completed) close_call(out);
    words_.clear();
    open_ = Open::nothing;
    return;
  }
  close_part(out);
  if (open_ == Open::call && call_.tool.kind == CalledTool::Kind::function) {
    ArgumentsDone done;
    done.name = Text{call_.tool.name};
    done.arguments = Text{words_};
    put(std::move(done), out);
  } else if (open_ == Open::call) {
    InputDone done;
    done.input = Text{words_};
    put(std::move(done), out);
  }
  auto made = item(status);
  put_item(ResponseEventType::output_item_done, made, out);
  whole_.output.push_back(std::move(made));
  parts_.clear();
  words_.clear();
  details_ = detail::JsonGrowth{};
  open_ = Open::nothing;
}

// The details of reasoning where their provider must have them back as they are, else its text where it was asked for.
OAICOMPAT_INLINE Maybe<Text> ResponseBuilder::sealed_reasoning() const {
  const auto details = details_.whole();
  for (const auto& each : details.elements()) {
    if (each.find("signature") || each.find("data")) return Text{detail::seal(detail::details_seal, details.view())};
  }
  if (!options_.sealed_reasoning || parts_.empty()) return {};
  const auto* text = parts_.back().get_if<ReasoningTextPart>();
  return Text{detail::seal(detail::reasoning_seal, text ? text->text : parts_.back().get_if<SummaryTextPart>()->text)};
}

OAICOMPAT_INLINE ResponseItem ResponseBuilder::item(ItemStatus status) const {
  switch (open_) {
    case Open::reasoning: {
      ReasoningItem made;
      made.id = Text{item_id_};
      made.status = status;
      for (const auto& each : parts_) {
        const auto* text = each.get_if<ReasoningTextPart>();
        if (text) (made.content ? *made.content : made.content.emplace()).push_back(*text);
        const auto* summary = each.get_if<SummaryTextPart>();
        if (summary) made.summary.push_back(*summary);
      }
      made.encrypted_content = sealed_reasoning();
      return made;
    }
    case Open::search: {
      FileSearchCall made;
      made.id = Text{item_id_};
      made.status = status;
      made.results.set_null();
      return made;
    }
    case Open::call:
      return detail::spoken_call({call_.tool, Text{item_id_}, call_.id, words_, call_.extra_content}, status);
    default: {
      MessageItem made;
      made.id = Text{item_id_};
      made.role = MessageRole::assistant;
      made.content = parts_;
      made.status = status;
      return made;
    }
  }
}

}  // namespace oaicompat::inline v1
