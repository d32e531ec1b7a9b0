package httpwire.bench.run;

import java.util.Arrays;
import java.util.List;

/** Order statistics of a few numbers. */
final class Statistics {
  private Statistics() {}

  static double median(List<Double> numbers) {
    return quantile(numbers, 0.5);
  }

  /** Between two numbers it takes the point between them; NaN if there are no numbers. */
  static double quantile(List<Double> numbers, double share) {
    if (numbers.isEmpty()) return Double.NaN;
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }

  /** One for each share; none if there are no numbers. */
  static List<Double> quantiles(List<Double> numbers, List<Double> shares) {
    if (numbers.isEmpty()) return List.of();
    return shares.stream().map(share -> quantile(numbers, share)).toList();
  }

  /** The median of what the lists, all of one length, have in each place. */
  static List<Double> medians(List<List<Double>> lists) {
    if (lists.isEmpty()) return List.of();
    Double[] medians = new Double[lists.get(0).size()];
    Arrays.setAll(medians, i -> median(lists.stream().map(list -> list.get(i)).toList()));
    return List.of(medians);
  }

  /** Each number over the one in the same place. */
  static List<Double> ratios(List<Double> numbers, List<Double> bases) {
    Double[] ratios = new Double[Math.min(numbers.size(), bases.size())];
    Arrays.setAll(ratios, i -> numbers.get(i) / bases.get(i));
    return Arrays.asList(ratios);
  }
}
