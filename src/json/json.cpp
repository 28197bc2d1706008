// Reading and writing JSON, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/kinds.ipp>
#include <oaicompat/json/member_scan.ipp>
#include <oaicompat/json/odd.ipp>
#include <oaicompat/json/read.ipp>
#include <oaicompat/json/write.ipp>

namespace oaicompat::inline v1::detail {

// The types that most structs have members of.
template struct OAICOMPAT_API ValueOpsOf<Text>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<Text>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<Text>>;
template struct OAICOMPAT_API ValueOpsOf<bool>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<bool>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<bool>>;
template struct OAICOMPAT_API ValueOpsOf<double>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<double>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<double>>;
template struct OAICOMPAT_API ValueOpsOf<std::int64_t>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<std::int64_t>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<std::int64_t>>;
template struct OAICOMPAT_API ValueOpsOf<Json>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<Json>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<Json>>;
template struct OAICOMPAT_API ValueOpsOf<std::vector<Text>>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<std::vector<Text>>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<std::vector<Text>>>;
template struct OAICOMPAT_API ValueOpsOf<Map<Text>>;
template struct OAICOMPAT_API ValueOpsOf<std::optional<Map<Text>>>;
template struct OAICOMPAT_API ValueOpsOf<Maybe<Map<Text>>>;

}  // namespace oaicompat::inline v1::detail
