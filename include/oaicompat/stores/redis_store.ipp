// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/redis_connection.ipp>
#include <oaicompat/stores/redis_scripts.ipp>
#include <oaicompat/stores/redis_store.hpp>
#include <oaicompat/stores/store_support.hpp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Tags in one text: each name and value behind its length, `5:model4:demo`.
inline std::string redis_tags(const Record& record) {
  std::string out;
  for (const auto& [name, value] : record.tags) {
    for (const auto* text : {&name, &value}) out.append(std::to_string(text->size())).append(":").append(*text);
  }
  return out;
}
inline std::vector<std::pair<std::string, std::string>> read_redis_tags(std::string_view text) {
  const auto next = [&] {
    const auto colon = std::min(text.find(':'), text.size());
    const auto size = std::strtoull(std::string{text.substr(0, colon)}.c_str(), nullptr, 10);
    text.remove_prefix(std::min(colon + 1, text.size()));
    std::string out{text.substr(0, static_cast<std::size_t>(size))};
    text.remove_prefix(out.size());
    return out;
  };
  std::vector<std::pair<std::string, std::string>> out;
  while (!text.empty()) {
    auto name = next();
    out.emplace_back(std::move(name), next());
  }
  return out;
}

class RedisStore final : public Store {
 public:
  RedisStore(RedisAddress address, RedisStoreOptions options)
      : options_{std::move(options)}, pool_{std::move(address), options_}, prefix_{"{" + options_.prefix + "}:"} {}

  // Finds the server, and has it know the scripts.
  Result<void> begin() {
    for (auto* script : {&write_, &list_}) {
      const auto loaded = pool_.command({"SCRIPT", "LOAD", script->text}, Repeat::once);
      if (!loaded) return loaded.error();
      script->hash = redis_text(**loaded);
    }
    return {};
  }

  Result<void> write(std::vector<Change> changes) override {
    if (auto formed = well_formed(changes); !formed) return formed;
    const auto now = options_.clock->unix_time();
    std::deque<std::string> made;  // what the words refer to
    const auto text = [&](std::string words) { return std::string_view{made.emplace_back(std::move(words))}; };
    RedisWords words{text(std::to_string(now)), text(std::to_string(options_.keep_cursors.count()))};
    const auto puts = std::count_if(changes.begin(), changes.end(), [](const Change& each) { return !!each.put; });
    words.emplace_back(text(std::to_string(puts)));
    for (const auto& change : changes) {
      if (change.put && change.put->value.size() > options_.max_record_bytes) return too_large_for_store();
      const char* what = change.put ? "put" : is_check(change) ? "check" : change.remove.empty() ? "drop" : "remove";
      const auto& wanted = change.if_revision;
      words.insert(words.end(), {what, change.collection, id_of(change),
                                 !wanted                      ? "-"
                                 : *wanted == Change::present ? "present"
                                                              : text(std::to_string(*wanted))});
      if (!change.put) {
        words.insert(words.end(), {"", "", ""});
        continue;
      }
      auto over = change.put->expires_at;
      if (!over && options_.retention) over = now + options_.retention->count();
      words.insert(words.end(), {change.put->value, text(redis_tags(*change.put)),
                                 over ? text(std::to_string(*over)) : std::string_view{}});
    }
    const auto done = run(write_, words, Repeat::never);
    if (!done) return done.error();
    const auto unmet = (*done)->integer;
    if ((*done)->type != REDIS_REPLY_INTEGER || unmet < 0 || static_cast<std::size_t>(unmet) > changes.size())
      return unreadable();
    if (unmet > 0) return conflict_at(id_of(changes[static_cast<std::size_t>(unmet) - 1]));
    return {};
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    const auto key = prefix_ + "r:" + std::to_string(collection.size()) + ":" + std::string{collection}.append(id);
    const auto got = pool_.command({"HMGET", key, "v", "t", "r", "e"}, Repeat::once);
    if (!got) return got.error();
    if ((*got)->type != REDIS_REPLY_ARRAY || (*got)->elements != 4) return unreadable();
    const auto* const* fields = (*got)->element;
    if (fields[0]->type == REDIS_REPLY_NIL) return std::optional<Record>{};
    auto record = record_of(id, fields);
    const auto over = redis_text(*fields[3]);
    if (!over.empty() && *record.expires_at <= options_.clock->unix_time()) return std::optional<Record>{};
    return std::optional{std::move(record)};
  }

  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    if (range.after.empty() && !range.before.empty())
      return list_before(range, [&](const ListRange& turned) { return list(collection, turned); });
    RecordPage out;
    const auto step = range.tags.empty() ? range.limit + 1 : std::size_t{100};
    auto after = range.after;
    for (bool is_first = true;; is_first = false) {
      auto records = next(collection, range, after, step);
      // The whole collection may have gone between two steps.
      if (!records && records.error().status == 404 && !is_first) return out;
      if (!records) return records.error();
      if (!records->empty()) after = records->back().id;
      for (auto& record : *records) {
        if (!has_tags(record, range.tags)) continue;
        out.has_more = out.records.size() == range.limit;
        if (out.has_more) return out;
        out.records.push_back(std::move(record));
      }
      if (records->size() < step) return out;
    }
  }

 private:
  using Repeat = RedisPool::Repeat;
  struct Script {
    const char* text;
    std::string hash{};
  };

  static Error unreadable() { return api_error(500, "The store answers what cannot be read.", "store_failed"); }

  // A server that was started anew has forgotten the scripts.
  Result<RedisReplyPtr> run(const Script& script, const RedisWords& arguments, Repeat repeat) const {
    RedisWords words{"EVALSHA", script.hash, "1", prefix_};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto reply = pool_.command(words, repeat);
    if (reply || reply.error().message.find("NOSCRIPT") == std::string::npos) return reply;
    words[0] = "EVAL";
    words[1] = script.text;
    return pool_.command(words, repeat);
  }

  // From the fields v, t, r and e.
  static Record record_of(std::string_view id, const redisReply* const* fields) {
    const auto number = [](const redisReply& reply) { return std::strtoll(redis_text(reply).data(), nullptr, 10); };
    Record out{
        .id = std::string{id}, .value = Bytes{redis_text(*fields[0])}, .tags = read_redis_tags(redis_text(*fields[1]))};
    out.revision = static_cast<std::uint64_t>(number(*fields[2]));
    if (!redis_text(*fields[3]).empty()) out.expires_at = number(*fields[3]);
    return out;
  }

  Result<std::vector<Record>> next(std::string_view collection, const ListRange& range, std::string_view after,
                                   std::size_t most) const {
    const auto now = std::to_string(options_.clock->unix_time()), count = std::to_string(most);
    const char* rises = range.order == ListRange::Order::ascending ? "1" : "0";
    const auto got = run(list_, {now, collection, after, range.before, rises, count}, Repeat::once);
    if (!got) return got.error();
    if ((*got)->type == REDIS_REPLY_INTEGER)
      return (*got)->integer == 1 ? no_such_cursor(after, "after") : no_such_cursor(range.before, "before");
    if ((*got)->type != REDIS_REPLY_ARRAY) return unreadable();
    std::vector<Record> out;
    for (std::size_t i = 0; i < (*got)->elements; ++i) {
      const auto& row = *(*got)->element[i];
      if (row.type != REDIS_REPLY_ARRAY || row.elements != 5) return unreadable();
      out.push_back(record_of(redis_text(*row.element[0]), row.element + 1));
    }
    return out;
  }

  const RedisStoreOptions options_;
  const RedisPool pool_;
  const std::string prefix_;
  Script write_{redis_write_script}, list_{redis_list_script};
};

}  // namespace detail

OAICOMPAT_INLINE Result<StorePtr> redis_store(RedisStoreOptions options) {
  auto address = detail::redis_address(options.url, options.prefix, "a Redis store");
  if (!address) return address.error();
  auto store = std::make_shared<detail::RedisStore>(*std::move(address), std::move(options));
  if (auto begun = store->begin(); !begun) return begun.error();
  return StorePtr{std::move(store)};
}

}  // namespace oaicompat::inline v1
