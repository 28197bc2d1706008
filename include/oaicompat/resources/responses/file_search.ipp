// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/file_search.hpp>
#include <oaicompat/resources/responses/file_search_texts.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE SearchingChat::SearchingChat(Backend backend, ChatRequest request, FileSearchPlan plan,
                                              Context context)
    : backend_{std::move(backend)},
      request_{std::move(request)},
      plan_{std::move(plan)},
      context_{std::move(context)} {}

// --- as a stream ---------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Pull SearchingChat::pull(ChatStep& out) {
  while (steps_.empty()) {
    if (const auto got = work(); got != Pull::some) return got;
  }
  out = std::move(steps_.front());
  steps_.pop_front();
  return Pull::some;
}
OAICOMPAT_INLINE void SearchingChat::when_ready(Wake wake) {
  if (chat_) return chat_->when_ready(std::move(wake));
  if (page_) return page_->when_ready(std::move(wake));
  if (checked_) return checked_->when_ready(std::move(wake));
  wake();
}
OAICOMPAT_INLINE Pull SearchingChat::work() {
  switch (state_) {
    case State::checking: return check();
    case State::chatting: return chat();
    case State::searching: return search();
    default: return Pull::end;
  }
}
OAICOMPAT_INLINE Pull SearchingChat::fail(Error error) {
  error_ = std::move(error);
  state_ = State::over;
  return Pull::fail;
}

// Before anything is said: are the vector stores there?
OAICOMPAT_INLINE Pull SearchingChat::check() {
  const auto& stores = plan_.tool.vector_store_ids;
  if (store_ == stores.size()) {
    plan_.function.empty() ? search_before_chat() : ask_chat();
    return Pull::some;
  }
  if (!checked_) {
    RetrieveVectorStoreRequest request;
    request.vector_store_id = stores[store_];
    checked_ = backend_.run<RetrieveVectorStore>(Parsed<RetrieveVectorStoreRequest>{std::move(request)},
                                                 later_context(context_));
  }
  VectorStore store;
  const auto got = checked_->pull(store);
  if (got == Pull::wait) return got;
  if (got == Pull::fail) return fail(error_of_search(checked_->error()));
  checked_.reset();
  ++store_;
  return Pull::some;
}

// --- the chat ------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void SearchingChat::ask_chat() {
  state_ = State::chatting;
  round_ = ChatAccumulator{};
  finish_.reset();
  call_index_.reset();
  usage_.reset();
  chat_ = backend_.run<CreateChatCompletion>(Parsed<ChatRequest>{request_}, context_);
  context_ = later_context(context_);
}

OAICOMPAT_INLINE Pull SearchingChat::chat() {
  Event<CreateChatCompletion> event;
  const auto got = chat_->pull(event);
  if (got == Pull::wait) return got;
  if (got == Pull::fail) return fail(error_of_response(chat_->error()));
  if (got == Pull::end) {
    chat_.reset();
    return end_round();
  }
  std::vector<ChatChunk> chunks;
  if (auto* chunk = std::get_if<ChatChunk>(&event)) {
    chunks.push_back(std::move(*chunk));
  } else {
    chunks = ChatStreaming::split(std::get<ChatCompletion>(event));
  }
  for (auto& chunk : chunks) {
    if (auto taken = take(std::move(chunk)); !taken) return fail(taken.error());
  }
  return Pull::some;
}

OAICOMPAT_INLINE Result<void> SearchingChat::take(ChatChunk chunk) {
  if (auto added = round_.add(chunk); !added) return added;
  if (chunk.usage) {
    usage_ = *chunk.usage;
    chunk.usage = earlier_usage_ ? sum(*earlier_usage_, *usage_) : *usage_;
  }
  for (auto& choice : chunk.choices) {
    if (counted_index(choice.index) != 0) continue;
    if (auto taken = take_choice(choice); !taken) return taken;
  }
  steps_.emplace_back(std::move(chunk));
  return {};
}

// The finish reason is held back until it is known whether there is another round.
OAICOMPAT_INLINE Result<void> SearchingChat::take_choice(ChunkChoice& choice) {
  auto& delta = choice.delta;
  if (finishes(choice.finish_reason)) finish_ = *choice.finish_reason;
  choice.finish_reason.set_null();
  if (delta.content && !delta.content->empty()) {
    const bool held = marks_.holds();
    const auto pieces = marks_.add(*delta.content);
    const auto* only = pieces.size() == 1 ? std::get_if<std::string>(&pieces[0]) : nullptr;
    if (!only || held || only->size() != delta.content->size()) {
      for (const auto& piece : pieces) put_piece(piece);
      delta.content = Text{};
    }
  }
  if (!delta.tool_calls) return {};
  flush_text();
  if (leave_out_searches(*delta.tool_calls)) delta.tool_calls.reset();
  return {};
}

// True where nothing else is left.
OAICOMPAT_INLINE bool SearchingChat::leave_out_searches(std::vector<ToolCallDelta>& calls) {
  std::erase_if(calls, [&](const ToolCallDelta& delta) {
    const auto index = counted_index(delta.index);
    const auto name = delta.function && delta.function->name ? delta.function->name->view() : std::string_view{};
    const bool named = !name.empty() || delta.extra.find("custom");
    const bool other = call_index_ != index || (delta.id && !delta.id->empty() && !(*delta.id == call_id_) && named);
    if (other && named) in_search_call_ = !plan_.function.empty() && name == plan_.function;
    if (other) call_index_ = index;
    if (delta.id && !delta.id->empty()) call_id_ = *delta.id;
    return in_search_call_;
  });
  return calls.empty();
}

OAICOMPAT_INLINE void SearchingChat::put_piece(const CitationMarks::Piece& piece) {
  if (const auto* text = std::get_if<std::string>(&piece)) {
    ChatChunk chunk;
    chunk.choices.emplace_back().delta.content = Text{std::string_view{*text}};
    steps_.emplace_back(std::move(chunk));
    return;
  }
  const auto source = std::get<std::size_t>(piece);
  if (source == 0 || source > sources_.size()) return;  // it is made up
  FileCitation citation;
  citation.file_id = sources_[source - 1].file_id;
  citation.filename = sources_[source - 1].filename;
  steps_.emplace_back(std::move(citation));
}
OAICOMPAT_INLINE void SearchingChat::flush_text() {
  if (marks_.holds()) put_piece(CitationMarks::Piece{marks_.rest()});
}

OAICOMPAT_INLINE Pull SearchingChat::end_round() {
  flush_text();
  auto said = round_.so_far();
  const bool early = finish_ && (*finish_ == FinishReason::length || *finish_ == FinishReason::content_filter);
  if (!finish_ || early || !said || said->choices.empty() || plan_.function.empty()) {
    end_chat();
    return Pull::some;
  }
  const auto& message = said->choices.front().message;
  auto wanted = wanted_of(message);
  if (!wanted) return fail(wanted.error());
  if (wanted->empty()) {
    end_chat();
    return Pull::some;
  }
  goes_on_ = message.tool_calls->size() == wanted->size();
  if (usage_) earlier_usage_ = earlier_usage_ ? sum(*earlier_usage_, *usage_) : *usage_;
  if (goes_on_) request_.messages.push_back(to_message(message));
  wanted_ = *std::move(wanted);
  at_ = 0;
  begin_search();
  return Pull::some;
}
OAICOMPAT_INLINE void SearchingChat::end_chat() {
  state_ = State::over;
  if (!finish_) return;
  ChatChunk last;
  last.choices.emplace_back().finish_reason = *finish_;
  steps_.emplace_back(std::move(last));
}

OAICOMPAT_INLINE Result<std::vector<SearchingChat::Wanted>> SearchingChat::wanted_of(
    const AssistantMessage& message) const {
  std::vector<Wanted> out;
  if (!message.tool_calls) return out;
  for (const auto& call : *message.tool_calls) {
    if (!call.function || call.function->name.view() != plan_.function) continue;
    auto queries = queries_in(call.function->arguments);
    if (queries.empty())
      return local_error(ErrorKind::protocol, "The model's call of 'file_search' cannot be read: it has no queries.",
                         "invalid_tool_call");
    out.push_back({.call_id = call.id, .queries = std::move(queries)});
  }
  return out;
}

// --- the searches --------------------------------------------------------------------------------------------------

// The user's last text is what is searched for.
OAICOMPAT_INLINE void SearchingChat::search_before_chat() {
  auto query = last_text(request_.messages);
  if (query.empty()) return ask_chat();
  goes_on_ = true;
  wanted_ = {{.queries = {Text{query}}}};
  begin_search();
}

OAICOMPAT_INLINE void SearchingChat::begin_search() {
  state_ = State::searching;
  steps_.emplace_back(FileSearchBegun{});
  found_.clear();
  store_ = 0;
  ask_store();
}
OAICOMPAT_INLINE void SearchingChat::ask_store() {
  SearchVectorStoreRequest request = search_request(plan_.tool);
  request.vector_store_id = plan_.tool.vector_store_ids[store_];
  request.query = wanted_[at_].queries;
  page_ =
      backend_.run<SearchVectorStore>(Parsed<SearchVectorStoreRequest>{std::move(request)}, later_context(context_));
}
OAICOMPAT_INLINE Pull SearchingChat::search() {
  VectorStoreSearchPage page;
  const auto got = page_->pull(page);
  if (got == Pull::wait) return got;
  if (got == Pull::fail) return fail(error_of_search(page_->error()));
  page_.reset();
  std::move(page.data.begin(), page.data.end(), std::back_inserter(found_));
  if (++store_ < plan_.tool.vector_store_ids.size()) {
    ask_store();
  } else {
    end_search();
  }
  return Pull::some;
}

OAICOMPAT_INLINE void SearchingChat::end_search() {
  std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  const auto most = static_cast<std::size_t>(plan_.tool.max_num_results.value_or(most_file_results));
  if (found_.size() > most) found_.resize(most);
  FileSearchCall item;
  item.queries = wanted_[at_].queries;
  item.results.set_null();
  if (plan_.include_results) item.results = results_of(found_);
  steps_.emplace_back(std::move(item));
  ++done_;
  if (goes_on_ && !plan_.function.empty()) {
    auto answer = message(Role::tool, Content{Text{told_of(found_)}});
    answer.tool_call_id = wanted_[at_].call_id;
    request_.messages.push_back(std::move(answer));
  }
  if (++at_ < wanted_.size()) return begin_search();
  end_searches();
}
OAICOMPAT_INLINE void SearchingChat::end_searches() {
  if (!goes_on_) return end_chat();
  if (plan_.function.empty()) {
    tell_before_chat();
  } else {
    request_.tool_choice.reset();
    if (done_ >= plan_.most) stop_offering(request_, plan_.function);
  }
  ask_chat();
}

// The passages, numbered as they are to be cited.
OAICOMPAT_INLINE std::string SearchingChat::told_of(const std::vector<VectorStoreSearchResult>& found) {
  std::string out;
  for (const auto& each : found) {
    sources_.push_back({each.file_id, each.filename});
    append_passage(out, CitationMarks::mark(sources_.size()), each);
  }
  return out.empty() ? "Nothing was found." : out;
}
OAICOMPAT_INLINE void SearchingChat::tell_before_chat() {
  const auto told = "Passages of the user's files, each after its mark. " + std::string{how_to_cite} + "\n\n" +
                    told_of(found_) + "\n";
  prepend_to_last(request_.messages, told);
}

}  // namespace oaicompat::inline v1::detail
