package httpwire.bench.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The cells as Markdown: one table of ratios, one of each row's figures. */
final class Table {
  private final List<Cell> cells;

  Table(List<Cell> cells) {
    this.cells = cells;
  }

  /** A line for each workload, a column for each client, CPU time over the floor's. */
  String ratios() {
    Set<ClientKind> clients = new TreeSet<>();
    Map<Workload, Map<ClientKind, Cell>> rows = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.workload().isOpen()) continue;
      clients.add(cell.client());
      rows.computeIfAbsent(cell.workload(), w -> new LinkedHashMap<>()).put(cell.client(), cell);
    }
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("workload", "target"));
    clients.forEach(client -> head.add(client.id));
    lines.add(head);
    rows.forEach((workload, row) -> lines.add(line(workload, row, clients)));
    return aligned(lines);
  }

  private static List<String> line(
      Workload workload, Map<ClientKind, Cell> row, Set<ClientKind> clients) {
    List<String> line = new ArrayList<>();
    line.add(workload.id + " " + workload.title);
    line.add("≤ " + format("%.2f", workload.target()) + unit(workload));
    for (ClientKind client : clients) line.add(ratio(row.get(client)));
    return line;
  }

  private static String ratio(Cell cell) {
    if (cell == null || !cell.isMeasured()) return "–";
    return format("%.2f", cell.ratio()) + unit(cell.workload()) + (cell.isMissed() ? " !" : "");
  }

  private static String unit(Workload workload) {
    return workload.method() == Workload.Method.PARSE ? " µs" : "";
  }

  /** A line for each client of a workload at a fixed rate; empty if there is none. */
  String latencies() {
    List<List<String>> lines = new ArrayList<>();
    for (Cell cell : cells) {
      if (!cell.workload().isOpen()) continue;
      if (lines.isEmpty()) {
        String title = cell.workload().id + " " + cell.workload().title + ", latency in µs";
        lines.add(List.of(title, "p50", "p99", "p99.9", "CPU µs", "note"));
      }
      lines.add(latencies(cell));
    }
    return lines.isEmpty() ? "" : aligned(lines);
  }

  private static List<String> latencies(Cell cell) {
    if (!cell.isMeasured()) return List.of(cell.client().id, "–", "", "", "", cell.note());
    List<String> line = new ArrayList<>(List.of(cell.client().id));
    for (double micros : cell.latencyMicros()) line.add(format("%,.0f", micros));
    line.add(format("%.1f", cell.cpuMicros()));
    line.add(cell.note());
    return line;
  }

  /** A line for each cell: spread, CPU time and bytes of a request, notes. */
  String figures() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "workload", "client", "ratio", "quartiles", "CPU µs", "over floor", "bytes", "note"));
    for (Cell cell : cells) {
      lines.add(cell.isMeasured() ? measured(cell) : unmeasured(cell));
    }
    return aligned(lines);
  }

  private List<String> measured(Cell cell) {
    return List.of(
        cell.workload().id,
        cell.client().id,
        format("%.3f", cell.ratio()),
        format("%.2f–%.2f", cell.low(), cell.high()),
        format("%.1f", cell.cpuMicros()),
        format("%+.1f", cell.cpuMicros() - cpuMicros(cell.workload(), ClientKind.FLOOR)),
        Double.isNaN(cell.bytes()) ? "" : format("%,.0f", cell.bytes()),
        note(cell));
  }

  /** With the ratio to what else the client is set against, which is one of two medians. */
  private String note(Cell cell) {
    ClientKind other = cell.client().comparison();
    double otherMicros = other == null ? Double.NaN : cpuMicros(cell.workload(), other);
    if (Double.isNaN(otherMicros)) return cell.note();
    String ratio = format("%.2f × %s", cell.cpuMicros() / otherMicros, other.id);
    return cell.note().isEmpty() ? ratio : cell.note() + "; " + ratio;
  }

  private static List<String> unmeasured(Cell cell) {
    return List.of(cell.workload().id, cell.client().id, "–", "", "", "", "", cell.note());
  }

  private double cpuMicros(Workload workload, ClientKind client) {
    for (Cell cell : cells) {
      if (cell.workload() == workload && cell.client() == client) return cell.cpuMicros();
    }
    return Double.NaN;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** The first line is the head. */
  static String aligned(List<List<String>> lines) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], line.get(i).length());
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      row(lines.get(i), widths, text);
      if (i == 0) rule(widths, text);
    }
    return text.toString();
  }

  private static void row(List<String> line, int[] widths, StringBuilder text) {
    for (int i = 0; i < widths.length; i++) {
      String word = line.get(i);
      text.append("| ").append(word).append(" ".repeat(widths[i] - word.length() + 1));
    }
    text.append("|\n");
  }

  private static void rule(int[] widths, StringBuilder text) {
    for (int width : widths) text.append('|').append("-".repeat(width + 2));
    text.append("|\n");
  }
}
