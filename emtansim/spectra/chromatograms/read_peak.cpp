// SPDX-License-Identifier: Apache-2.0
/// The peak of an analyte in a run, and the checks it is put to.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/spectra/chromatograms/quantify.h"

namespace emtansim::spectra {

namespace {

constexpr double kSecondsPerMinute = 60;

struct ChannelName {
  std::string_view molecule;
  std::string_view ion;
  std::string_view product;
  int isotope = 0;
};

const Channel* find_channel(const RunChannels& run, const ChannelName& name) {
  const auto is_it = [&](const Channel& channel) {
    return channel.is_found && channel.molecule == name.molecule && channel.ion == name.ion &&
           channel.product == name.product && channel.isotope == name.isotope;
  };
  const auto found = std::ranges::find_if(run.channels, is_it);
  return found == run.channels.end() ? nullptr : &*found;
}

/// Channels of one molecule that the run holds, the quantifier first.
std::vector<const Channel*> found_channels(const RunChannels& run, const std::string& molecule, const Analyte& like) {
  std::vector<const Channel*> found;
  const auto add = [&](const std::string& ion, std::string_view product) {
    if (const Channel* channel = find_channel(run, {molecule, ion, product, 0})) found.push_back(channel);
  };
  for (const auto& ion : like.ions)
    for (const auto& product : like.products) add(ion.name, product);
  if (found.empty())
    for (const auto& ion : like.ions) add(ion.name, "");
  return found;
}

std::string name_of(const Channel& channel) {
  return channel.product.empty() ? channel.ion : fmt::format("{} > {}", channel.ion, channel.product);
}

std::string minutes(double seconds) { return fmt::format("{:.3f} min", seconds / kSecondsPerMinute); }

double area_of(const Channel& channel, const ChromatogramPeak& peak, const PeakRules& rules) {
  const auto search = find_peaks(channel.time, channel.intensity, rules);
  return area_between(channel.time, channel.intensity, search.baseline, peak.start, peak.end);
}

bool elute_together(const ChromatogramPeak& a, const ChromatogramPeak& b, double together) {
  return std::abs(a.apex_time - b.apex_time) <= together * std::max(a.width, b.width);
}

/// Peaks in the analyte's channel that are the water loss of a relative: removed, with a remark.
void remove_relatives(std::vector<ChromatogramPeak>& peaks, const std::string& relative,
                      const std::vector<ChromatogramPeak>& of_relative, double together, PeakReading& reading) {
  std::erase_if(peaks, [&](const ChromatogramPeak& peak) {
    const bool is_relative = std::ranges::any_of(
        of_relative, [&](const ChromatogramPeak& other) { return elute_together(peak, other, together); });
    if (is_relative)
      reading.remarks.push_back(fmt::format("the peak at {} is {} less water", minutes(peak.apex_time), relative));
    return is_relative;
  });
}

void check_isotopes(PeakReading& reading, const Channel& channel, const RunChannels& run,
                    const QuantifyMethod& method) {
  const Channel* heavy = find_channel(run, {channel.molecule, channel.ion, channel.product, 2});
  if (heavy == nullptr || !reading.peak || !(reading.peak->area > 0)) return;
  reading.expected_isotope_ratio = heavy->expected_share;
  reading.isotope_ratio = area_of(*heavy, *reading.peak, method.peaks) / reading.peak->area;
  // A weak peak has its heavy isotopes in the noise: nothing is concluded from it.
  if (reading.peak->signal_to_noise * heavy->expected_share < method.peaks.signal_to_noise) return;
  const double deviation = reading.isotope_ratio / heavy->expected_share - 1;
  if (std::abs(deviation) <= method.tolerances.ratio) return;
  reading.is_doubtful = true;
  reading.remarks.push_back(fmt::format("M+2 is {:.0f} % of M where {:.0f} % are expected: not this molecule alone",
                                        100 * reading.isotope_ratio, 100 * heavy->expected_share));
}

}  // namespace

PeakReading read_peak(const Analyte& analyte, const RunChannels& run, const QuantifyMethod& method, double retention) {
  PeakReading reading;
  reading.molecule = analyte.name;
  const auto channels = found_channels(run, analyte.name, analyte);
  if (channels.empty()) return reading;
  reading.is_monitored = true;
  const Channel& channel = *channels.front();
  reading.channel = name_of(channel);
  auto search = find_peaks(channel.time, channel.intensity, method.peaks);
  reading.noise = search.noise;
  reading.time = channel.time;
  reading.intensity = channel.intensity;
  reading.baseline = search.baseline;
  auto& peaks = search.peaks;
  for (const auto& peak : peaks) reading.other_peaks.push_back(peak.apex_time);
  for (const auto& relative : analyte.relatives) {
    const Channel* own = find_channel(run, {relative.name, channel.ion, channel.product, 0});
    if (own == nullptr) {
      reading.remarks.push_back(
          fmt::format("{} is not monitored: only retention tells its water loss apart", relative.name));
      continue;
    }
    remove_relatives(peaks, relative.name, find_peaks(own->time, own->intensity, method.peaks).peaks,
                     method.tolerances.together, reading);
  }
  if (std::isfinite(retention)) {
    const double reach = std::isfinite(analyte.window) ? analyte.window : method.tolerances.retention * retention;
    std::erase_if(peaks, [&](const auto& peak) { return std::abs(peak.apex_time - retention) > reach; });
  }
  if (peaks.empty()) return reading;
  const auto best =
      std::isfinite(retention)
          ? std::ranges::min_element(peaks, {}, [&](const auto& peak) { return std::abs(peak.apex_time - retention); })
          : std::ranges::max_element(peaks, {}, &ChromatogramPeak::area);
  reading.peak = *best;
  std::erase(reading.other_peaks, best->apex_time);
  if (channels.size() > 1 && best->area > 0)
    reading.ion_ratio = area_of(*channels[1], *best, method.peaks) / best->area;
  check_isotopes(reading, channel, run, method);
  if (best->touches_neighbour) reading.remarks.emplace_back("the peak touches a neighbour");
  return reading;
}

}  // namespace emtansim::spectra
