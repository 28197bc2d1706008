// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/leased_counter.ipp>
#include <oaicompat/gateway/redis_counter_scripts.ipp>
#include <oaicompat/gateway/redis_link.ipp>
#include <oaicompat/gateway/redis_state.hpp>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

class RedisState final : public SharedState {
 public:
  RedisState(RedisAddress address, RedisStateOptions options)
      : options_{std::move(options)},
        terms_{options_.lease, options_.nodes, options_.give_back_after, options_.slot_time / 3},
        link_{{.address = std::move(address),
               .connect_timeout = options_.connect_timeout,
               .command_timeout = options_.command_timeout,
               .reconnect_delay = options_.reconnect_delay,
               .on_up = [this](const std::string& run) { come_back(run); },
               .on_away = [this] { go_away(); },
               .on_tick =
                   [this] {
                     look_at_mark();
                     tick();
                   },
               .on_leave = [this] { leave(); },
               .on_change = options_.on_change}} {}
  ~RedisState() override { link_.close(); }

  Reservation reserve(const std::vector<Charge>& charges) override {
    Reservation out;
    out.standings.reserve(charges.size());
    out.windows.reserve(charges.size());
    const auto now = this->now();
    std::vector<Send> sends;
    {
      const std::lock_guard lock{mutex_};
      for (std::size_t i = 0; i < charges.size(); ++i) {
        auto& counter = find(charges[i], now).second;
        if (out.refused || counter.has(charges[i].amount, terms_, policy(charges[i].window), now)) continue;
        out.refused = i;
        out.wait = counter.wait(charges[i].amount, now);
        counter.miss(charges[i].amount, now);
      }
      for (const auto& charge : charges) {
        auto& [name, counter] = find(charge, now);
        if (!out.refused) counter.take(charge.amount, now);
        out.windows.push_back(counter.from());
        out.standings.push_back(counter.standing(now));
        ask(name, counter, now, sends);
      }
    }
    send(std::move(sends));
    return out;
  }

  void settle(const Charge& charge, std::int64_t window, std::int64_t used) override {
    const auto now = this->now();
    std::vector<Send> sends;
    {
      const std::lock_guard lock{mutex_};
      auto& [name, counter] = find(charge, now);
      if (counter.from() != window) return;
      counter.correct(used - charge.amount);
      ask(name, counter, now, sends);
    }
    send(std::move(sends));
  }

  Standing look(const Charge& charge) const override {
    const auto now = this->now();
    const std::lock_guard lock{mutex_};
    const auto found = counters_.find(charge.counter);
    auto counter = found == counters_.end() ? LeasedCounter{} : found->second;
    counter.move_on(charge, now);
    return counter.standing(now);
  }
  std::optional<SharedServer> server() const override { return link_.server(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Counters = std::unordered_map<std::string, LeasedCounter, Hash, std::equal_to<>>;
  struct Send {
    RedisLink::Words words;
    const std::string* name = nullptr;  // null where nobody waits for the answer
    LeaseAsk asked{};
  };

  LeasedCounter::Now now() const { return {std::chrono::steady_clock::now(), options_.clock->unix_time()}; }
  AwayPolicy policy(Window window) const {
    if (is_calendar(window)) return options_.away.budgets;
    return window == Window::open ? options_.away.concurrent : options_.away.rates;
  }

  Counters::value_type& find(const Charge& charge, LeasedCounter::Now now) {
    auto found = counters_.find(charge.counter);
    if (found == counters_.end()) found = counters_.emplace(std::string{charge.counter}, LeasedCounter{}).first;
    found->second.move_on(charge, now);
    if (away_ && !found->second.is_away()) found->second.go_away(terms_, now);
    return *found;
  }

  // With the lock: what a counter has to say, which is sent without it.
  void ask(const std::string& name, LeasedCounter& counter, LeasedCounter::Now now, std::vector<Send>& into) {
    if (left_ || mark_.empty()) return;
    const auto asked = counter.ask(terms_, now);
    if (counter.is_active() && !std::exchange(counter.listed, true)) active_.push_back(&name);
    if (!asked) return;
    const bool restores = counter.must_restore() && !counter.others().empty();
    if (restores) into.push_back({restore_words(name, counter)});
    into.push_back({words(name, counter, *asked, mark_), &name, *asked});
  }
  void send(std::vector<Send> sends) {
    for (auto& each : sends) {
      RedisLink::Done done;
      if (each.name) {
        done = [this, name = each.name, asked = each.asked](const redisReply* reply) { hear(*name, asked, reply); };
      }
      link_.send(std::move(each.words), std::move(done));
    }
  }
  // Nothing is leased from here on: what is held goes back, what was spent stays.
  void leave() {
    std::vector<Send> sends;
    {
      const std::lock_guard lock{mutex_};
      left_ = true;
      for (auto& [name, counter] : counters_) {
        if (!counter.is_active() && counter.spent() == 0) continue;
        sends.push_back({words(name, counter, counter.leave(), "*")});
        if (!is_calendar(counter.window())) continue;
        sends.push_back({{"EVAL", redis_leave_script, "1", key(name, counter), node_}});
      }
    }
    send(std::move(sends));
  }

  std::string key(const std::string& name, const LeasedCounter& counter) const {
    const auto kind = counter.window() == Window::minute ? "m:"
                      : counter.window() == Window::open ? "s:"
                                                         : "d" + std::to_string(counter.from()) + ":";
    return "{" + options_.prefix + "}:count:" + kind + name;
  }
  // A day's and a month's are kept a day longer than the longest month.
  std::string time_to_keep(Window window) const {
    const std::chrono::milliseconds longest = std::chrono::hours{24 * 32};
    return std::to_string((window == Window::open ? options_.slot_time : longest).count());
  }
  RedisLink::Words words(const std::string& name, const LeasedCounter& counter, const LeaseAsk& asked,
                         const std::string& mark) const {
    const auto text = [](std::int64_t number) { return std::to_string(number); };
    const auto window = counter.window();
    if (window == Window::minute) {
      return {"EVAL",
              redis_minute_script,
              "2",
              key(name, counter),
              mark_key_,
              text(counter.limit()),
              text(asked.have),
              text(asked.want),
              text(asked.need),
              text(asked.least),
              mark};
    }
    return {"EVAL",
            window == Window::open ? redis_slots_script : redis_calendar_script,
            "2",
            key(name, counter),
            mark_key_,
            node_,
            text(counter.limit()),
            text(asked.spent),
            text(asked.want),
            text(asked.need),
            time_to_keep(window),
            mark};
  }
  RedisLink::Words restore_words(const std::string& name, const LeasedCounter& counter) const {
    RedisLink::Words out{"EVAL", redis_restore_script, "1", key(name, counter), time_to_keep(counter.window())};
    for (const auto& [node, value] : counter.others()) out.insert(out.end(), {node, value});
    return out;
  }

  // On the link's thread, from here on.
  void hear(const std::string& name, const LeaseAsk& asked, const redisReply* reply) {
    if (reply && reply->type == REDIS_REPLY_NIL) lose_memory();
    const auto now = this->now();
    auto answer = reply ? read(*reply) : std::nullopt;
    const bool answered = answer.has_value();
    std::vector<Send> sends;
    {
      const std::lock_guard lock{mutex_};
      auto& counter = counters_.find(name)->second;
      answered ? counter.answer(asked, *std::move(answer), now) : counter.fail(now);
      ask(name, counter, now, sends);
    }
    if (answered) send(std::move(sends));
  }
  std::optional<LeaseAnswer> read(const redisReply& reply) const {
    const auto is = [&](std::size_t i, int type) { return reply.element[i]->type == type; };
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3) return std::nullopt;
    if (!is(0, REDIS_REPLY_INTEGER) || !is(1, REDIS_REPLY_INTEGER) || !is(2, REDIS_REPLY_ARRAY)) return std::nullopt;
    LeaseAnswer out{.have = reply.element[0]->integer, .rest = reply.element[1]->integer};
    const auto& fields = *reply.element[2];
    for (std::size_t i = 0; i + 1 < fields.elements; i += 2) {
      const auto node = redis_text(*fields.element[i]);
      if (node != node_) out.others.emplace_back(node, redis_text(*fields.element[i + 1]));
    }
    return out;
  }
  void come_back(const std::string& run) {
    forgotten_ = forgotten_ || (!run_.empty() && run_ != run);
    run_ = run;
    find_mark();
  }
  // Who comes first marks the server's memory. Until the mark is known nothing is asked.
  void find_mark() {
    link_.send({"SET", mark_key_, random_id(""), "NX"}, nullptr);
    link_.send({"GET", mark_key_}, [this](const redisReply* reply) {
      if (reply && reply->type == REDIS_REPLY_STRING) meet(std::string{redis_text(*reply)});
    });
  }
  void meet(std::string mark) {
    {
      const std::lock_guard lock{mutex_};
      const bool forgotten = std::exchange(forgotten_, false) || (!mark_.empty() && mark_ != mark);
      mark_ = std::move(mark);
      if (away_) settled_at_ = now().time + options_.settle_time;
      for (auto& [name, counter] : counters_) {
        counter.come_back(forgotten);
        if (counter.is_active() && !std::exchange(counter.listed, true)) active_.push_back(&name);
      }
    }
    tick();
  }
  // The server is there and the counters are not: as when it is away, until all have told what they know.
  void lose_memory() {
    {
      const std::lock_guard lock{mutex_};
      if (mark_.empty()) return;  // it is known
      mark_.clear();
    }
    forgotten_ = true;
    go_away();
    find_mark();
  }
  void look_at_mark() {
    if (mark_.empty()) return find_mark();  // it could not be asked for
    link_.send({"GET", mark_key_}, [this](const redisReply* reply) {
      if (reply && (reply->type == REDIS_REPLY_NIL || redis_text(*reply) != mark_)) lose_memory();
    });
  }
  void go_away() {
    const auto now = this->now();
    const std::lock_guard lock{mutex_};
    away_ = true;
    settled_at_.reset();
    for (auto& [name, counter] : counters_) counter.go_away(terms_, now);
  }
  void lease_again() {
    settled_at_.reset();
    away_ = false;
    for (auto& [name, counter] : counters_) counter.lease_again();
  }
  void tick() {
    const auto now = this->now();
    std::vector<Send> sends;
    {
      const std::lock_guard lock{mutex_};
      if (settled_at_ && now.time >= *settled_at_) lease_again();
      std::erase_if(active_, [&](const std::string* name) {
        auto& counter = counters_.find(*name)->second;
        ask(*name, counter, now, sends);
        return !(counter.listed = counter.is_active());
      });
    }
    send(std::move(sends));
  }

  const RedisStateOptions options_;
  const LeaseTerms terms_;
  const std::string node_ = random_id("");
  const std::string mark_key_ = "{" + options_.prefix + "}:count:mark";
  mutable std::mutex mutex_;
  bool left_ = false;
  Counters counters_;                       // never erased: their names stay where they are
  std::vector<const std::string*> active_;  // names of those that have something to say, now or later
  bool away_ = false;
  std::optional<Time> settled_at_;  // when leases are taken again
  std::string mark_;                // of the server's memory; empty while it is not known
  std::string run_;                 // of the link's thread
  bool forgotten_ = false;          // of the link's thread: the counters were lost, and nobody is told yet
  RedisLink link_;                  // last: its thread uses all others
};

}  // namespace detail

OAICOMPAT_INLINE Result<SharedStatePtr> redis_state(RedisStateOptions options) {
  auto address = detail::redis_address(options.url, options.prefix, "shared counters");
  if (!address) return address.error();
  return SharedStatePtr{std::make_shared<detail::RedisState>(*std::move(address), std::move(options))};
}

}  // namespace oaicompat::inline v1
