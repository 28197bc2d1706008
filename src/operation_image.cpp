// The rows of the operation table for images, and their streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/image_operations.hpp>
#include <oaicompat/impl/accumulate_image.ipp>
#include <oaicompat/impl/binding.ipp>
#include <oaicompat/impl/event_stream.ipp>
#include <oaicompat/impl/image_operations.ipp>

template class oaicompat::ImagesAccumulator<oaicompat::ImageEvent>;
template class oaicompat::ImagesAccumulator<oaicompat::ImageEditEvent>;
template struct oaicompat::ImagesStreaming<oaicompat::ImageRequest, oaicompat::ImageEvent>;
template struct oaicompat::ImagesStreaming<oaicompat::ImageEditRequest, oaicompat::ImageEditEvent>;

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateImage>();
template class oaicompat::EventStream<oaicompat::CreateImage>;
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateImageEdit>();
template class oaicompat::EventStream<oaicompat::CreateImageEdit>;
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateImageVariation>();
