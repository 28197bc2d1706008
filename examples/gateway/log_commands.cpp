// The commands of oaicompat-gateway that read a log: export and replay.
// SPDX-License-Identifier: MIT
#include "in_dialect.hpp"
#include "log_place.hpp"
#include "program.hpp"

#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/replay.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/transport/asio/client.hpp>

#include <algorithm>
#include <utility>

namespace gateway_program {

using namespace oaicompat;

namespace {

Result<LogSinkPtr> open_log(const CommandLine& line) {
  LogRules rules{.schema = line.schema, .keep_days = 0, .keep_rows = 0};
  (is_database(line.log) ? rules.url : rules.file) = line.log;
  return open_log_sink(rules, LogUse::read);
}

// Calls `use` with the records that are asked for, the newest first; it gives false to end.
template <class Use>
Result<void> each_record(const CommandLine& line, Use use) {
  const auto log = open_log(line);
  if (!log) return log.error();
  LogQuery query{.model = line.model,
                 .target = line.target,
                 .tenant = line.tenant,
                 .outcome = line.outcome,
                 .status = line.status,
                 .since = line.since,
                 .until = line.until};
  for (auto left = line.limit; left > 0;) {
    query.limit = std::min<std::size_t>(left, 20);
    const auto page = (*log)->find(query);
    if (!page) return page.error();
    for (const auto& each : page->records) {
      if (!use(each)) return {};
    }
    left -= page->records.size();
    if (!page->next) return {};
    query.before = page->next;
  }
  return {};
}

}  // namespace

int export_log(const CommandLine& line) {
  std::size_t skipped = 0;
  const auto done = each_record(line, [&](const LogRecord& record) {
    const auto text = line.format == "chat" ? fine_tuning_line(record) : log_json(record, LogBodies::with);
    text.empty() ? void(++skipped) : fmt::print("{}\n", text);
    return true;
  });
  if (!done) return fail(done.error().message);
  if (skipped > 0)
    fmt::print(stderr, "oaicompat-gateway: {} records are no answered chats with their bodies\n", skipped);
  return 0;
}

int replay_log(const CommandLine& line) {
  const auto url = parse_base_url(line.to);
  if (!url) return fail(url.error().message);
  const auto key = read_secret(line.key);
  if (!key) return fail(key.error().message);
  const ReplayOptions options{.to = asio_client({.origin = line.to}),
                              .speak = speak_all(),
                              .path = url->path,
                              .key = *key,
                              .model = line.target_model};
  std::size_t same = 0, different = 0, unsent = 0;
  const auto done = each_record(line, [&](const LogRecord& record) {
    const auto replayed = replay(record, options);
    if (!replayed) {
      ++unsent;
      fmt::print(stderr, "oaicompat-gateway: {}: {}\n", record.id, replayed.error().message);
      return true;
    }
    ++(replayed->is_same() ? same : different);
    fmt::print("{}\n", replay_json(*replayed));
    return true;
  });
  if (!done) return fail(done.error().message);
  fmt::print(stderr, "oaicompat-gateway: {} the same, {} different, {} not sent\n", same, different, unsent);
  return different + unsent == 0 && same > 0 ? 0 : 1;
}

}  // namespace gateway_program
