// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called.hpp>
#include <oaicompat/api/called_answer.ipp>
#include <oaicompat/api/read_error.ipp>
#include <oaicompat/api/row.hpp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline void add_query(std::string& query, std::string_view name, std::string_view value) {
  query += (query.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
}

// A list as `name[]=a&name[]=b`, a map as `name[key]=a`, null as `name=null`.
inline void place_in_query(std::string_view name, const Json& value, std::string& query) {
  const auto plain = std::string{name};
  if (value.view().starts_with('[')) {
    const auto items = Codec<std::vector<Json>>::parse_owned(value.view(), {});
    for (std::size_t i = 0; items && i < items->size(); ++i) add_query(query, plain + "[]", json_words((*items)[i]));
  } else if (value.view().starts_with('{')) {
    const auto map = Codec<AnyObject>::parse_owned(value.view(), {});
    if (!map) return;
    for (const auto& [key, each] : map->extra) add_query(query, plain + "[" + key.str() + "]", json_words(each));
  } else {
    add_query(query, name, value.view() == "null" ? "null" : json_words(value));
  }
}

OAICOMPAT_INLINE std::optional<Error> place_members(const Endpoint& endpoint, const Bytes& json, Request& request) {
  const auto members = Codec<AnyObject>::parse_owned(json, {});
  if (!members) return members.error();
  AnyObject body;
  for (const auto& [name, value] : members->extra) {
    const auto place = "{" + name.str() + "}";
    if (const auto at = request.path.find(place); at != std::string::npos) {
      const auto words = json_words(value);
      if (words.empty()) return missing_member(name.str());
      request.path.replace(at, place.size(), percent_encoded(words));
    } else if (takes_body(endpoint) && name != endpoint.query) {
      body.extra.set(name, value);
    } else {
      place_in_query(name, value, request.query);
    }
  }
  if (!body.extra.empty()) {
    request.body = to_json(body);
    request.headers.add("content-type", "application/json");
  }
  return std::nullopt;
}

// Asks a handler for every operation of the table.
class CallForward final : public Forward {
 public:
  CallForward(Handler handler, CallOptions options) : handler_{std::move(handler)}, options_{std::move(options)} {}
  bool offers(OperationRef operation) const override { return operation.row != nullptr; }
  AnyStreamPtr run(OperationRef operation, AnyRequest request, Context context) const override {
    return call_row(*operation.row, handler_, request, std::move(context), options_);
  }

 private:
  const Handler handler_;
  const CallOptions options_;
};

// Events that lie on the heap.
class HeapEvents final : public AnyStream {
 public:
  HeapEvents(StreamPtr<std::shared_ptr<void>> from, const EventType& type) : from_{std::move(from)}, type_{type} {}
  Pull pull_into(void* out) override {
    std::shared_ptr<void> event;
    const auto got = from_->pull(event);
    if (got == Pull::some) type_.move(out, event.get());
    return got;
  }
  void when_ready(Wake wake) override { from_->when_ready(std::move(wake)); }
  Error error() const override { return from_->error(); }

 private:
  const StreamPtr<std::shared_ptr<void>> from_;
  const EventType& type_;
};

OAICOMPAT_INLINE AnyStreamPtr with_type(StreamPtr<std::shared_ptr<void>> events, const EventType& type) {
  return type.typed(std::make_unique<HeapEvents>(std::move(events), type));
}

OAICOMPAT_INLINE AnyStreamPtr offload_work(WorkerPool& pool, const EventType& event, AnyWork work, Context context) {
  using Item = std::shared_ptr<void>;
  auto items =
      offload_stream<Item>(pool, [work = std::move(work), context = std::move(context)](ChannelWriter<Item>& out) {
        const EitherStop stop{context.stop, out.reader_gone()};
        auto own = context;
        own.stop = stop.token();
        auto error = work(std::move(own), [&out](Item item) { return out.send(std::move(item)); });
        error ? out.fail(*std::move(error)) : out.end();
      });
  return with_type(std::move(items), event);
}

// Runs the operations of a backend that blocks on a pool's threads.
class OffloadForward final : public Forward {
 public:
  OffloadForward(Backend from, std::shared_ptr<WorkerPool> pool) : from_{std::move(from)}, pool_{std::move(pool)} {}
  bool offers(OperationRef operation) const override { return operation.row && from_.offers(operation); }
  AnyStreamPtr run(OperationRef operation, AnyRequest request, Context context) const override;

 private:
  const Backend from_;
  const std::shared_ptr<WorkerPool> pool_;
};

OAICOMPAT_INLINE AnyStreamPtr OffloadForward::run(OperationRef operation, AnyRequest request, Context context) const {
  const auto& row = *operation.row;
  AnyWork work = [from = from_, &row, request = std::move(request)](Context own,
                                                                    const AnySink& sink) -> std::optional<Error> {
    const auto stop = own.stop;
    const auto events = from.run({row.endpoint, &row}, request, std::move(own));
    if (!events) return no_answer();
    Waiter waiter{stop};
    for (;;) {
      auto event = row.event->make();
      switch (waiter.pull_into(*events, event.get())) {
        case Pull::wait: return stopped_error();
        case Pull::fail: return events->error();
        case Pull::end: return std::nullopt;
        case Pull::some: break;
      }
      if (!sink(std::move(event))) return std::nullopt;
    }
  };
  return offload_work(*pool_, *row.event, std::move(work), std::move(context));
}

}  // namespace detail

OAICOMPAT_INLINE Backend call(Handler handler, CallOptions options) {
  return Backend{std::make_shared<const detail::CallForward>(std::move(handler), std::move(options))};
}

OAICOMPAT_INLINE Backend offload(Backend blocking, std::shared_ptr<WorkerPool> pool) {
  return Backend{std::make_shared<const detail::OffloadForward>(std::move(blocking), std::move(pool))};
}

}  // namespace oaicompat::inline v1
