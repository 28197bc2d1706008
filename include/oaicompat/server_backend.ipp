// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/offload.hpp>
#include <oaicompat/api/row.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/bounds.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/server.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <map>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1::detail {

inline Error no_such_model(std::string_view model) {
  return api_error(404, "The model '" + std::string{model} + "' does not exist, or you may not use it.",
                   "model_not_found", "model");
}

// What a model does that an operation is for.
template <Operation Op>
constexpr std::string_view doer_of() {
  if constexpr (std::is_same_v<Op, CreateChatCompletion>) return "chat model";
  if constexpr (std::is_same_v<Op, CreateCompletion>) return "completion model";
  if constexpr (std::is_same_v<Op, CreateEmbedding>) return "embedding model";
  return "model for this";
}
template <Operation Op>
Error other_model(std::string_view model) {
  return api_error(404,
                   "The model '" + std::string{model} + "' is no " + std::string{doer_of<Op>()} +
                       ": it does not answer " + std::string{Op::endpoint.method} + " " +
                       std::string{Op::endpoint.path} + ".",
                   "model_not_supported", "model");
}

// Where another backend does not know a model that is listed here, it is a model for something else.
template <Operation Op>
class ListedModel final : public Stream<Event<Op>> {
 public:
  ListedModel(StreamPtr<Event<Op>> from, std::string model) : from_{std::move(from)}, model_{std::move(model)} {}
  Pull pull(Event<Op>& out) override { return from_->pull(out); }
  void when_ready(Wake wake) override { from_->when_ready(std::move(wake)); }
  Error error() const override {
    auto error = from_->error();
    return error.status == 404 && error.code == "model_not_found" ? other_model<Op>(model_) : error;
  }

 private:
  StreamPtr<Event<Op>> from_;
  const std::string model_;
};

// Work that blocks: gives what it makes to a sink, which says whether to go on; and what failed it.
template <class T>
using Work = std::function<std::optional<Error>(Context, const std::function<bool(T)>& sink)>;

// Calls a handler of the host's. What it throws is told, and is an error that says nothing of it.
template <class Call>
std::optional<Error> caught(const std::function<void(std::exception_ptr)>& told, Call call) {
  return guarded(
      [&]() -> std::optional<Error> {
        call();
        return std::nullopt;
      },
      [&]() -> std::optional<Error> {
        if (told) told(std::current_exception());
        return api_error(500, "The server had an error while processing the request.", "internal_error");
      });
}

// Runs it within the first pull: for a whole answer on a thread that waits for it anyway.
template <class T>
class InlineStream final : public Stream<T> {
 public:
  InlineStream(Work<T> work, Context context) : work_{std::move(work)}, context_{std::move(context)} {}
  Pull pull(T& out) override {
    if (auto work = std::exchange(work_, nullptr)) {
      error_ = work(context_, [this](T item) {
        items_.push_back(std::move(item));
        return !context_.stop.stop_requested();
      });
    }
    if (items_.empty()) return error_ ? Pull::fail : Pull::end;
    out = std::move(items_.front());
    items_.pop_front();
    return Pull::some;
  }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  Work<T> work_;
  const Context context_;
  std::deque<T> items_;
  std::optional<Error> error_;
};

// Runs it on a thread of the pool. The stop of its context fires too when the stream is dropped.
template <class T>
StreamPtr<T> offload_work(WorkerPool& pool, Work<T> work, Context context) {
  return offload_stream<T>(pool, [work = std::move(work), context = std::move(context)](ChannelWriter<T>& out) {
    const EitherStop stop{context.stop, out.reader_gone()};
    auto own = context;
    own.stop = stop.token();
    auto error = work(std::move(own), [&out](T item) { return out.send(std::move(item)); });
    error ? out.fail(*std::move(error)) : out.end();
  });
}

// A handler of the host's for one operation.
class HandlerPerform final : public AnyPerform {
 public:
  HandlerPerform(OperationRef operation, const EventType& event, AnyHandler handler,
                 std::function<void(std::exception_ptr)> told, std::shared_ptr<WorkerPool> pool)
      : row_{operation.row},
        event_{event},
        handler_{std::make_shared<const AnyHandler>(std::move(handler))},
        told_{std::move(told)},
        pool_{std::move(pool)} {}

  AnyStreamPtr run(AnyRequest request, Context context) const override {
    const bool streams = row_ && row_->streamed && row_->streamed->wanted(request.value);
    const bool here = context.may_block && !streams;
    AnyWork work = [handler = handler_, request = std::move(request), told = told_](
                       const Context& own, const AnySink& sink) -> std::optional<Error> {
      std::optional<Error> failed;
      auto thrown = caught(told, [&] { failed = (*handler)(request.value, own, sink); });
      return thrown ? thrown : failed;
    };
    if (!here) return offload_work(*pool_, event_, std::move(work), std::move(context));
    return with_type(std::make_unique<InlineStream<std::shared_ptr<void>>>(std::move(work), std::move(context)),
                     event_);
  }

 private:
  const Row* row_;  // null for an operation of the host's own
  const EventType& event_;
  const std::shared_ptr<const AnyHandler> handler_;
  const std::function<void(std::exception_ptr)> told_;
  const std::shared_ptr<WorkerPool> pool_;
};

// A handler that hands its requests on.
struct AsyncChat {
  AsyncChatHandler handler;
  ChatSinkOptions options;
};

// The host's handlers, as a backend.
class HostBackend : public std::enable_shared_from_this<HostBackend> {
 public:
  explicit HostBackend(const ServerOptions& options)
      : clock{options.clock},
        on_exception{options.on_exception},
        reasoning{options.reasoning},
        pool{std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = options.max_handlers, .max_queued = 0})} {}

  const ClockPtr clock;
  const std::function<void(std::exception_ptr)> on_exception;
  const ReasoningMembers reasoning;
  const std::shared_ptr<WorkerPool> pool;
  std::map<std::string, ChatHandler, std::less<>> chat;
  std::map<std::string, AsyncChat, std::less<>> async_chat;
  std::map<std::string, CompletionHandler, std::less<>> completion;
  std::map<std::string, EmbeddingHandler, std::less<>> embedding;
  std::vector<std::pair<OperationRef, std::shared_ptr<const AnyPerform>>> others;  // handlers of other operations
  bool has_handlers() const {
    return !chat.empty() || !async_chat.empty() || !completion.empty() || !embedding.empty() || !others.empty();
  }
  std::vector<Model> models;
  Backend other;

  Model& model(std::string_view id) {
    for (auto& each : models) {
      if (each.id == id) return each;
    }
    auto& added = models.emplace_back();
    added.id = Text{id};
    added.created = clock->unix_time();
    added.owned_by = "oaicompat";
    return added;
  }

  Backend backend() {
    behind_ = other;
    for (const auto& [operation, perform] : others) behind_.offer(operation, perform);
    auto out = behind_;
    const auto self = shared_from_this();
    out.on<CreateChatCompletion>([self](Parsed<ChatRequest> request, Context context) {
      const auto async = self->async_chat.find(request->model.view());
      if (async != self->async_chat.end()) return self->sunk(async->second, std::move(request), std::move(context));
      return self->written<CreateChatCompletion, ChatWriter>(self->chat, std::move(request), std::move(context));
    });
    out.on<CreateCompletion>([self](Parsed<CompletionRequest> request, Context context) {
      return self->written<CreateCompletion, CompletionWriter>(self->completion, std::move(request),
                                                               std::move(context));
    });
    out.on<CreateEmbedding>([self](Parsed<EmbeddingRequest> request, Context context) {
      return self->embed(std::move(request), std::move(context));
    });
    out.on<ListModels>([self](Parsed<ListModelsRequest> request, Context context) {
      return self->list(std::move(request), std::move(context));
    });
    out.on<RetrieveModel>([self](Parsed<RetrieveModelRequest> request, Context context) {
      return self->retrieve(std::move(request), std::move(context));
    });
    return out;
  }

  // Offers the handlers of other operations in place of what the server derives.
  void offer_others(Backend& out) const {
    constexpr std::array by_model{CreateChatCompletion::endpoint.key, CreateCompletion::endpoint.key,
                                  CreateEmbedding::endpoint.key, ListModels::endpoint.key, RetrieveModel::endpoint.key};
    for (const auto& [operation, perform] : others) {
      if (std::find(by_model.begin(), by_model.end(), operation.endpoint.key) == by_model.end())
        out.offer(operation, perform);
    }
  }

 private:
  // What no handler is there for.
  template <Operation Op>
  StreamPtr<Event<Op>> elsewhere(Parsed<typename Op::Request> request, Context context) const {
    const std::string model{request->model};
    const bool listed = !std::is_same_v<Op, RetrieveModel> &&
                        std::any_of(models.begin(), models.end(), [&](const Model& m) { return m.id == model; });
    if (!behind_.offers<Op>()) return failed<Event<Op>>(listed ? other_model<Op>(model) : no_such_model(model));
    auto theirs = behind_.run<Op>(std::move(request), std::move(context));
    if (!listed || !theirs) return theirs;
    return std::make_unique<ListedModel<Op>>(std::move(theirs), model);
  }

  template <StreamedOperation Op, class Writer, class Handlers>
  StreamPtr<Event<Op>> written(const Handlers& handlers, Parsed<typename Op::Request> request, Context context) const {
    using E = Event<Op>;
    const auto found = handlers.find(request->model.view());
    if (found == handlers.end()) return elsewhere<Op>(std::move(request), std::move(context));
    if (auto refused = refuse_unanswerable(*request)) return failed<E>(*std::move(refused));
    const bool here = context.may_block && !Op::Streaming::wanted(*request);
    Work<E> work = [handler = found->second, request, created = clock->unix_time(), told = on_exception,
                    members = reasoning](Context own, const auto& sink) -> std::optional<Error> {
      const auto send = [&](typename Op::Chunk chunk) {
        static_cast<void>(members);  // only chats have them
        if constexpr (requires { name_reasoning(chunk, members); }) name_reasoning(chunk, members);
        return sink(E{std::in_place_index<0>, std::move(chunk)});
      };
      Writer writer{send, request->model, created, std::move(own)};
      if (auto error = caught(told, [&] { handler(*request, writer); })) return error;
      return writer.close();
    };
    if (here) return std::make_unique<InlineStream<E>>(std::move(work), std::move(context));
    return offload_work<E>(*pool, std::move(work), std::move(context));
  }

  StreamPtr<Event<CreateChatCompletion>> sunk(const AsyncChat& engine, Parsed<ChatRequest> request,
                                              Context context) const {
    if (auto refused = refuse_unanswerable(*request)) return failed<Event<CreateChatCompletion>>(*std::move(refused));
    auto ends = chat_sink(*request, clock->unix_time(), context, engine.options, reasoning);
    context.stop = ends.sink.stop();
    auto error =
        caught(on_exception, [&] { engine.handler(std::move(request), std::move(ends.sink), std::move(context)); });
    if (error) return failed<Event<CreateChatCompletion>>(*std::move(error));
    return std::move(ends.stream);
  }

  StreamPtr<EmbeddingList> embed(Parsed<EmbeddingRequest> request, Context context) const {
    const auto found = embedding.find(request->model.view());
    if (found == embedding.end()) return elsewhere<CreateEmbedding>(std::move(request), std::move(context));
    const bool here = context.may_block;
    Work<EmbeddingList> work = [handler = found->second, request, told = on_exception](
                                   const Context& own, const auto& sink) -> std::optional<Error> {
      Result<EmbeddingList> result = EmbeddingList{};
      if (auto error = caught(told, [&] { result = handler(*request, own); })) return error;
      if (!result) return result.error();
      sink(*std::move(result));
      return std::nullopt;
    };
    if (here) return std::make_unique<InlineStream<EmbeddingList>>(std::move(work), std::move(context));
    return offload_work<EmbeddingList>(*pool, std::move(work), std::move(context));
  }

  // Our models, then those of the other backend.
  class AllModels final : public Stream<ModelList> {
   public:
    AllModels(std::vector<Model> ours, StreamPtr<ModelList> theirs)
        : ours_{std::move(ours)}, theirs_{std::move(theirs)} {}
    Pull pull(ModelList& out) override {
      const auto got = theirs_->pull(out);
      if (got != Pull::some) return got;
      for (auto& each : out.data) {
        if (std::none_of(ours_.begin(), ours_.end(), [&](auto& m) { return m.id == each.id; }))
          ours_.push_back(std::move(each));
      }
      out.data = std::move(ours_);
      return got;
    }
    void when_ready(Wake wake) override { theirs_->when_ready(std::move(wake)); }
    Error error() const override { return theirs_->error(); }

   private:
    std::vector<Model> ours_;
    StreamPtr<ModelList> theirs_;
  };

  StreamPtr<ModelList> list(Parsed<ListModelsRequest> request, Context context) const {
    if (behind_.offers<ListModels>()) {
      return std::make_unique<AllModels>(models, behind_.run<ListModels>(std::move(request), std::move(context)));
    }
    ModelList all;
    all.data = models;
    return one_item(std::move(all));
  }
  StreamPtr<Model> retrieve(Parsed<RetrieveModelRequest> request, Context context) const {
    for (const auto& each : models) {
      if (each.id == request->model) return one_item(Model{each});
    }
    return elsewhere<RetrieveModel>(std::move(request), std::move(context));
  }

  Backend behind_;  // what answers where no model's handler does
};

}  // namespace oaicompat::inline v1::detail
