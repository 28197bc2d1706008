// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/aside.hpp>
#include <oaicompat/gateway/checks.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/judge.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/semantic_cache.hpp>
#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/resources/embeddings/codec.hpp>
#include <oaicompat/search/vector_index.hpp>

#include <algorithm>
#include <cstddef>
#include <future>
#include <memory>
#include <utility>

namespace oaicompat::inline v1::detail {

inline SemanticIndexOptions semantic_index_options(const SemanticRules& rules, const GatewayOptions& options) {
  return {.max_entries = static_cast<std::size_t>(rules.max_entries),
          .max_bytes = static_cast<std::size_t>(rules.max_bytes),
          .make = options.vector_index};
}

// What a cache finds, waited for: it calls back in its own time.
inline CachedAnswerPtr find_waiting(AnswerCache& cache, const std::string& key) {
  const auto found = std::make_shared<std::promise<CachedAnswerPtr>>();
  auto came = found->get_future();
  cache.find(key, [found](CachedAnswerPtr answer) { found->set_value(std::move(answer)); });
  return came.get();
}

inline Bytes embedding_request(const std::string& model, const std::vector<std::string_view>& texts) {
  const auto quoted = [](std::string_view text) { return std::string{Json::string(text).view()}; };
  return LogObject{}
      .text("model", model)
      .json("input", texts.size() == 1 ? quoted(texts.front()) : json_array(texts, quoted))
      .take();
}

// As many vectors as there were texts, in their order, else none.
inline std::vector<std::vector<float>> read_embeddings(std::string_view answer, std::size_t count) {
  const auto list = parse_owned<EmbeddingList>(answer, {.reading = Reading::lenient});
  if (!list || list->data.size() != count) return {};
  std::vector<std::vector<float>> out(count);
  for (const auto& each : list->data) {
    auto values = each.values();
    if (!values || values->empty() || each.index < 0 || std::cmp_greater_equal(each.index, count)) return {};
    out[static_cast<std::size_t>(each.index)] = *std::move(values);
  }
  const auto is_missing = [&](const auto& each) { return each.size() != out.front().size(); };
  return out.front().empty() || std::any_of(out.begin(), out.end(), is_missing) ? std::vector<std::vector<float>>{}
                                                                                : out;
}

inline std::optional<double> cosine_between(const std::vector<float>& a, const std::vector<float>& b) {
  const auto one = with_unit_length(a, a.size()), other = with_unit_length(b, a.size());
  if (!one || !other) return std::nullopt;
  return dot_product(one->data(), other->data(), a.size());
}

// Whether both answers of a request pass the same checks. What they took is none of their own.
inline bool pass_alike(const EvaluationReport& live, std::string_view path, std::string_view kept,
                       const RouteChecks& checks) {
  if (!checks.is_on) return true;
  const auto passed = [&](std::string_view answer) {
    return check_answer({.path = path, .request = live.body, .answer = answer}, checks);
  };
  const auto same = [](const AnswerScore& a, const AnswerScore& b) {
    return a.check == b.check && a.passed == b.passed;
  };
  const auto one = passed(kept), other = passed(live.answer);
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), same);
}

inline std::string_view text_to_embed(std::string_view text, std::int64_t most) {
  auto size = std::min(text.size(), static_cast<std::size_t>(most));
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

OAICOMPAT_INLINE SemanticCache::SemanticCache(const Rules& rules, const GatewayOptions& options, AnswerCachePtr cache,
                                              SharedStatePtr shared)
    : rules_{rules.cache.semantic},
      max_answer_{static_cast<std::size_t>(rules.evaluation.max_body)},
      on_evaluation_{options.on_evaluation},
      cache_{std::move(cache)},
      shared_{std::move(shared)},
      clock_{options.clock},
      index_{semantic_index_options(rules_, options)},
      lookups_{static_cast<std::size_t>(rules_.calls_at_once), static_cast<std::size_t>(rules_.max_queued_calls),
               static_cast<std::size_t>(rules_.max_queued_bytes)},
      checks_{1, static_cast<std::size_t>(rules_.max_verifications),
              static_cast<std::size_t>(rules_.max_queued_bytes)} {}

OAICOMPAT_INLINE void SemanticCache::tell(const EvaluationReport& report) {
  board_.add(report);
  if (on_evaluation_) on_evaluation_(report);
}

OAICOMPAT_INLINE void SemanticCache::flush() {
  lookups_.flush();
  checks_.flush();
}

OAICOMPAT_INLINE void SemanticCache::look(const SemanticLookupPtr& lookup) {
  const auto& of = lookup->question();
  const auto look = [this, lookup](const std::stop_token& stop) { find(*lookup, stop); };
  if (lookups_.push(look, of.ask.text.size())) return;
  EvaluationReport report{.kind = EvaluationKind::embedding, .outcome = EvaluationOutcome::dropped};
  report.of = of.caller.request_id;
  name_caller(report.request, of.caller);
  tell(report);
  lookup->give(std::nullopt);
}

OAICOMPAT_INLINE void SemanticCache::find(SemanticLookup& lookup, const std::stop_token& stop) {
  if (lookup.is_over()) return;
  const auto& of = lookup.question();
  auto vectors = embed(of, {of.ask.text}, of.rule().timeout, stop);
  if (vectors.empty()) return lookup.give(std::nullopt);
  auto found = nearest(of, vectors.front());
  lookup.put_vector(std::move(vectors.front()));
  lookup.give(std::move(found));
}

// An answer that is gone is forgotten, and the next one looked for.
OAICOMPAT_INLINE std::optional<SemanticFound> SemanticCache::nearest(const SemanticQuestion& of,
                                                                     const std::vector<float>& to) {
  constexpr int most = 8;
  for (int i = 0; i < most; ++i) {
    auto match = index_.nearest(of.ask.partition, to, of.rule().threshold);
    if (!match) return std::nullopt;
    if (auto answer = find_waiting(*cache_, match->answer)) {
      return SemanticFound{std::move(answer), std::move(match->answer), match->score};
    }
    index_.forget(match->answer);
  }
  return std::nullopt;
}

OAICOMPAT_INLINE void SemanticCache::keep(const SemanticLookupPtr& lookup, const std::string& key) {
  auto vector = lookup->take_vector();
  if (vector.empty()) return;
  const auto bytes = vector.size() * sizeof(float);
  static_cast<void>(lookups_.push(
      [this, lookup, key, vector = std::move(vector)](const std::stop_token&) {
        index_.add(lookup->question().ask.partition, key, vector);
      },
      bytes));
}

OAICOMPAT_INLINE SideAnswer SemanticCache::ask(const SemanticQuestion& of, std::uint32_t target,
                                               RecordedRequest request, std::chrono::milliseconds timeout,
                                               const std::stop_token& stop) const {
  auto out = call_aside({.snapshot = of.snapshot,
                         .target = target,
                         .request = std::move(request),
                         .timeout = timeout,
                         .max_answer = max_answer_,
                         .budget = "semantic/" + of.route->name + "/day",
                         .day_budget = of.rule().day_budget,
                         .shared = shared_,
                         .clock = clock_},
                        stop);
  name_caller(out.report, of.caller);
  return out;
}

OAICOMPAT_INLINE std::vector<std::vector<float>> SemanticCache::embed(const SemanticQuestion& of, const Texts& texts,
                                                                      std::chrono::milliseconds timeout,
                                                                      const std::stop_token& stop) {
  RecordedRequest request{.path = "/v1/embeddings", .body = embedding_request(of.rule().model, texts)};
  request.headers.add("content-type", "application/json");
  auto came = ask(of, of.rule().target, std::move(request), timeout, stop);
  EvaluationReport report{.kind = EvaluationKind::embedding, .outcome = came.outcome, .of = of.caller.request_id};
  report.request = std::move(came.report);
  std::vector<std::vector<float>> out;
  if (report.outcome == EvaluationOutcome::done) out = read_embeddings(came.answer, texts.size());
  if (report.outcome == EvaluationOutcome::done && out.empty()) report.outcome = EvaluationOutcome::failed;
  tell(report);
  return out;
}

OAICOMPAT_INLINE void SemanticCache::verify(const SemanticLookupPtr& lookup, const SemanticFound& found,
                                            const std::function<RecordedRequest()>& request) {
  constexpr std::uint64_t of_verifications = 3;
  const auto& of = lookup->question();
  if (!request || !is_drawn(of.caller.request_id, of.seed, of_verifications, of.rule().verify)) return;
  auto kept = request();
  const auto bytes = kept.body.size() + found.answer->body.size();
  const auto check_hit = [this, lookup, found, kept = std::move(kept)](const std::stop_token& stop) {
    check(lookup->question(), found, kept, stop);
  };
  if (checks_.push(check_hit, bytes)) return;
  EvaluationReport report{.kind = EvaluationKind::verification, .outcome = EvaluationOutcome::dropped};
  report.of = of.caller.request_id;
  name_caller(report.request, of.caller);
  tell(report);
}

OAICOMPAT_INLINE void SemanticCache::check(const SemanticQuestion& of, const SemanticFound& found,
                                           RecordedRequest request, const std::stop_token& stop) {
  EvaluationReport report{.kind = EvaluationKind::verification, .of = of.caller.request_id, .log = of.log};
  report.body = request.body;
  auto came = ask(of, of.target, std::move(request), of.rule().verify_timeout, stop);
  report.outcome = came.outcome;
  report.request = std::move(came.report);
  report.answer = std::move(came.answer);
  if (report.outcome == EvaluationOutcome::done) {
    const auto same = compare(of, *found.answer, report, stop);
    if (!same) report.outcome = EvaluationOutcome::failed;
    if (same) report.scores.push_back({.check = "semantic", .passed = same, .score = found.score});
    if (same && !*same) index_.forget(found.key);
  }
  if (!stop.stop_requested()) tell(report);
}

// Whether the kept answer is as good as the live one; nothing where that cannot be told.
OAICOMPAT_INLINE std::optional<bool> SemanticCache::compare(const SemanticQuestion& of, const CachedAnswer& kept,
                                                            EvaluationReport& live, const std::stop_token& stop) {
  const auto one = answer_text(kept.body), other = answer_text(live.answer);
  if (one == other) return true;
  if (of.rule().judge) return judged(of, one, other, live, stop);
  if (one.empty() || other.empty() || !pass_alike(live, of.caller.path, kept.body, of.route->checks)) return false;
  const auto most = of.rule().max_text;
  const auto vectors =
      embed(of, {text_to_embed(one, most), text_to_embed(other, most)}, of.rule().verify_timeout, stop);
  if (vectors.size() != 2) return std::nullopt;
  const auto cosine = cosine_between(vectors[0], vectors[1]);
  return cosine ? std::optional{*cosine >= of.rule().answers_alike} : std::nullopt;
}

// By a judge, in both orders: the hit is false where it finds the live answer better in both.
OAICOMPAT_INLINE std::optional<bool> SemanticCache::judged(const SemanticQuestion& of, const std::string& kept,
                                                           const std::string& live, EvaluationReport& report,
                                                           const std::stop_token& stop) const {
  const auto& judge = of.snapshot->rules->judges[*of.rule().judge];
  const auto better = [&](const std::string& first, const std::string& second) -> std::optional<JudgedBetter> {
    RecordedRequest request{.path = "/v1/chat/completions",
                            .body = judge_pair_request(judge, report.body, first, second)};
    request.headers.add("content-type", "application/json");
    const auto came = ask(of, judge.target, std::move(request), judge.timeout, stop);
    add_second_call(report.request, came.report);
    const auto said = came.outcome == EvaluationOutcome::done ? read_pair(came.answer) : std::nullopt;
    return said ? std::optional{said->better} : std::nullopt;
  };
  const auto one = better(kept, live);
  const auto other = one ? better(live, kept) : std::nullopt;
  if (!other) return std::nullopt;
  report.judge = judge.name;
  report.version = judge.version;
  report.vote = agreed_vote(*one, *other);
  return report.vote != PairVote::won;
}

}  // namespace oaicompat::inline v1::detail
