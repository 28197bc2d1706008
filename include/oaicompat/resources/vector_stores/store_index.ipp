// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/blob_cursor.hpp>
#include <oaicompat/resources/vector_stores/store_index.hpp>
#include <oaicompat/search/best_hits.hpp>
#include <oaicompat/search/fusion.hpp>

#include <algorithm>
#include <mutex>
#include <set>
#include <span>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE AttributeMap compared_attributes(const Maybe<FileAttributes>& attributes) {
  AttributeMap out;
  if (!attributes) return out;
  for (const auto& item : attributes->items) {
    auto& value = out[item.first.str()];
    item.second.visit([&]<class T>(const T& each) {
      if constexpr (std::is_same_v<T, Text>) {
        value = each.str();
      } else {
        value = each;
      }
    });
  }
  return out;
}

inline std::vector<AttributeValue> values_of(const SearchFilter& filter) {
  std::vector<AttributeValue> out;
  filter.value->visit([&]<class T>(const T& value) {
    if constexpr (std::is_same_v<T, Text>) {
      out.emplace_back(value.str());
    } else if constexpr (std::is_arithmetic_v<T>) {
      out.emplace_back(value);
    } else {
      for (const auto& each : value) {
        const auto* text = each.template get_if<Text>();
        text ? out.emplace_back(text->str()) : out.emplace_back(*each.template get_if<double>());
      }
    }
  });
  return out;
}

OAICOMPAT_INLINE Result<AttributeFilter> filter_of(const SearchFilter& filter) {
  using Kind = AttributeFilter::Kind;
  const auto refused = [](const char* why) { return api_error(400, why, "invalid_value", "filters"); };
  const auto type = filter.type.known();
  if (!type) return refused("The type of a filter must be eq, ne, gt, gte, lt, lte, in, nin, and or or.");
  AttributeFilter out{.kind = static_cast<Kind>(*type)};
  if (*type == SearchFilterType::and_ || *type == SearchFilterType::or_) {
    if (!filter.filters) return refused("A filter that joins others needs 'filters'.");
    for (const auto& each : *filter.filters) {
      auto inner = filter_of(each);
      if (!inner) return inner.error();
      out.filters.push_back(*std::move(inner));
    }
    return out;
  }
  if (!filter.key || !filter.value) return refused("A filter that compares needs 'key' and 'value'.");
  const bool lists = filter.value->get_if<std::vector<OneOf<Text, double>>>() != nullptr;
  if (lists != (*type == SearchFilterType::in_ || *type == SearchFilterType::nin))
    return refused("A list of values goes with in and nin, and they with a list alone.");
  out.key = filter.key->str();
  out.values = values_of(filter);
  return out;
}

OAICOMPAT_INLINE std::uint64_t StoreIndex::version() const {
  const std::shared_lock lock{mutex_};
  return version_;
}

OAICOMPAT_INLINE Result<void> StoreIndex::update(std::uint64_t version, const std::vector<ListedFile>& files) {
  const std::unique_lock lock{mutex_};
  if (version <= version_) return {};
  std::set<std::string> listed;
  for (const auto& file : files) {
    listed.insert(file.blob);
    if (auto taken = take_in(file); !taken) return taken;
  }
  std::vector<std::string> gone;
  for (const auto& [blob, file] : files_) {
    if (!listed.contains(blob)) gone.push_back(blob);
  }
  for (const auto& blob : gone) leave_out(blob);
  version_ = version;
  return {};
}

OAICOMPAT_INLINE Result<void> StoreIndex::take_in(const ListedFile& file) {
  if (const auto found = files_.find(file.blob); found != files_.end()) {
    found->second.attributes = file.attributes;
    found->second.compared = compared_attributes(file.attributes);
    return {};
  }
  const auto blob = blobs_->open(file.blob);
  if (!blob) return blob.error();
  auto data = read_file_data(**blob);
  if (!data) return data.error();
  if (!vectors_) vectors_ = make_(data->dimensions);
  if (make_keywords_ && !keywords_) {
    auto made = make_keywords_();
    if (!made) return made.error();
    keywords_ = *std::move(made);
  }
  auto& taken = files_[file.blob];
  taken = {.id = file.id,
           .filename = data->filename,
           .text_at = data->text_at,
           .attributes = file.attributes,
           .compared = compared_attributes(file.attributes)};
  for (std::size_t i = 0; i < data->chunks.size(); ++i) {
    const std::span<const float> vector{data->vectors.data() + i * data->dimensions, data->dimensions};
    if (auto added = vectors_->add(next_, vector); !added) return leave_out(file.blob), corrupt_file_data();
    taken.entries.push_back(next_);
    entries_[next_++] = {file.blob, data->chunks[i]};
  }
  if (!keywords_) return {};
  auto worded = take_words(**blob, *data);
  if (!worded) leave_out(file.blob);
  return worded;
}
// The words of the chunks that were added last.
OAICOMPAT_INLINE Result<void> StoreIndex::take_words(const BlobReader& blob, const FileData& data) {
  BlobCursor from{blob};
  from.skip(data.text_at);
  const auto text = from.take(data.text_size);
  if (!text) return text.error();
  auto entry = next_ - static_cast<std::uint32_t>(data.chunks.size());
  for (const auto& chunk : data.chunks) {
    if (chunk.offset > text->size() || chunk.size > text->size() - chunk.offset) return corrupt_file_data();
    const auto words = std::string_view{*text}.substr(chunk.offset, chunk.size);
    if (auto added = keywords_->add(entry++, words); !added) return added;
  }
  return {};
}

OAICOMPAT_INLINE void StoreIndex::leave_out(const std::string& blob) {
  const auto found = files_.find(blob);
  if (found == files_.end()) return;
  for (const auto entry : found->second.entries) {
    vectors_->remove(entry);
    if (keywords_) static_cast<void>(keywords_->remove(entry));
    entries_.erase(entry);
  }
  files_.erase(found);
}

OAICOMPAT_INLINE Result<std::vector<VectorStoreSearchResult>> StoreIndex::search(const IndexSearch& wanted) const {
  const std::shared_lock lock{mutex_};
  std::vector<VectorStoreSearchResult> out;
  if (!vectors_) return out;
  AcceptEntry accept;
  std::set<std::uint32_t> accepted;
  if (wanted.filter) {
    for (const auto& [blob, file] : files_) {
      if (passes(*wanted.filter, file.compared)) accepted.insert(file.entries.begin(), file.entries.end());
    }
    accept = [&](std::uint32_t entry) { return accepted.contains(entry); };
  }
  const auto hits = wanted.hybrid ? fused(wanted, accept) : ranked(wanted, accept);
  if (!hits) return hits.error();
  for (const auto& hit : *hits) {
    if (static_cast<double>(hit.score) < wanted.threshold) break;
    auto result = result_of(hit);
    if (!result) return result.error();
    out.push_back(*std::move(result));
  }
  return out;
}

// The best of several rankings of one kind: of an entry the best score counts.
inline std::vector<SearchHit> best_of(const std::vector<std::vector<SearchHit>>& rankings, std::size_t most) {
  std::map<std::uint32_t, float> scores;
  for (const auto& ranking : rankings) {
    for (const auto& hit : ranking) {
      const auto [at, added] = scores.try_emplace(hit.entry, hit.score);
      if (!added) at->second = std::max(at->second, hit.score);
    }
  }
  BestHits best{most};
  for (const auto& [entry, score] : scores) best.show({entry, score});
  return std::move(best).sorted();
}

OAICOMPAT_INLINE Result<std::vector<SearchHit>> StoreIndex::ranked(const IndexSearch& wanted,
                                                                   const AcceptEntry& accept) const {
  std::vector<std::vector<SearchHit>> rankings;
  for (const auto& query : wanted.queries) {
    auto hits = vectors_->search(query, wanted.most, accept);
    if (!hits) return hits.error();
    for (auto& hit : *hits) hit.score = std::clamp(hit.score, 0.0F, 1.0F);
    rankings.push_back(*std::move(hits));
  }
  return best_of(rankings, wanted.most);
}

// More is ranked than is wanted: what both find may be behind what one does.
OAICOMPAT_INLINE Result<std::vector<SearchHit>> StoreIndex::fused(const IndexSearch& wanted,
                                                                  const AcceptEntry& accept) const {
  constexpr std::size_t least_ranked = 100;
  auto deep = wanted;
  deep.most = std::max(wanted.most, least_ranked);
  auto by_meaning = ranked(deep, accept);
  if (!by_meaning) return by_meaning;
  std::vector<std::vector<SearchHit>> by_words;
  for (const auto& text : wanted.texts) {
    auto hits = keywords_->search(text, deep.most, accept);
    if (!hits) return hits.error();
    by_words.push_back(*std::move(hits));
  }
  return fuse_ranks({{.hits = *std::move(by_meaning), .weight = wanted.hybrid->meaning},
                     {.hits = best_of(by_words, deep.most), .weight = wanted.hybrid->words}},
                    wanted.most);
}

OAICOMPAT_INLINE Result<VectorStoreSearchResult> StoreIndex::result_of(const SearchHit& hit) const {
  const auto& entry = entries_.at(hit.entry);
  const auto& file = files_.at(entry.blob);
  const auto blob = blobs_->open(entry.blob);
  if (!blob) return blob.error();
  BlobCursor from{**blob};
  from.skip(file.text_at + entry.place.offset);
  const auto text = from.take(entry.place.size);
  if (!text) return text.error();
  VectorStoreSearchResult out;
  out.file_id = Text{file.id};
  out.filename = Text{file.filename};
  out.score = static_cast<double>(hit.score);
  out.attributes = file.attributes ? *file.attributes : FileAttributes{};
  SearchContent content;
  content.text = Text{std::string_view{*text}};
  out.content.push_back(std::move(content));
  return out;
}

}  // namespace oaicompat::inline v1::detail
