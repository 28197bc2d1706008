// JobRecord: a job as the store has it. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/kinds.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#endif
#include <oaicompat/json/describe.hpp>

#include <cstdint>

namespace oaicompat::inline v1 {
namespace detail {

struct JobRecord {
  Text tenant{};
  Text key{};
  Text payload{};
  Text progress{};
  Text owner{};
  std::int64_t lease_until = 0;
  std::int64_t attempts = 0;
  bool cancelled = false;
  Extras extra{};
  bool operator==(const JobRecord&) const = default;
};
constexpr auto describe(Type<JobRecord>) {
  return object("JobRecord", field("tenant", &JobRecord::tenant, "Whose job it is."),
                field("key", &JobRecord::key, "What it works on."),
                field("payload", &JobRecord::payload, "What its worker needs to know."),
                field("progress", &JobRecord::progress, "How far it has come."),
                field("owner", &JobRecord::owner, "Who holds it; empty where nobody does."),
                field("lease_until", &JobRecord::lease_until, "Until when it is held, in seconds since 1970."),
                field("attempts", &JobRecord::attempts, "How often it was taken since it last came further."),
                field("cancelled", &JobRecord::cancelled, "Whether it is to end early."));
}

}  // namespace detail

#if !OAICOMPAT_HEADER_ONLY
extern template struct Codec<detail::JobRecord>;
#endif

}  // namespace oaicompat::inline v1
