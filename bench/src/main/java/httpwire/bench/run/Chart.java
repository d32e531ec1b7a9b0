package httpwire.bench.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cells as SVG: a panel for each workload, a bar for each client, all on one logarithmic axis
 * of CPU time over the floor's, so that half and twice are as far from it. The target is a line.
 */
final class Chart {
  private static final int WIDTH = 1000;
  private static final int COLUMNS = 2;
  private static final int PANEL_WIDTH = WIDTH / COLUMNS;
  private static final int LABEL_WIDTH = 130;
  private static final int VALUE_WIDTH = 60;
  private static final int BAR_HEIGHT = 14;
  private static final int TITLE_HEIGHT = 26;
  private static final int PANEL_GAP = 18;
  private static final int HEAD_HEIGHT = 64;
  private static final double LOWEST = 0.125;
  private static final double HIGHEST = 32;

  private final Map<Workload, List<Cell>> panels = new LinkedHashMap<>();
  private final String caption;
  private final StringBuilder svg = new StringBuilder();

  Chart(List<Cell> cells, String caption) {
    this.caption = caption;
    for (Cell cell : cells) {
      boolean isShown = cell.isMeasured() && cell.client() != ClientKind.FLOOR;
      if (isShown && !cell.workload().isOpen()) {
        panels.computeIfAbsent(cell.workload(), w -> new ArrayList<>()).add(cell);
      }
    }
  }

  String svg() {
    int height = HEAD_HEIGHT;
    List<List<Workload>> lines = lines();
    for (List<Workload> line : lines) height += lineHeight(line);
    open(height);
    int top = HEAD_HEIGHT;
    for (List<Workload> line : lines) {
      for (int i = 0; i < line.size(); i++) panel(line.get(i), i * PANEL_WIDTH, top);
      top += lineHeight(line);
    }
    return svg.append("</svg>\n").toString();
  }

  private List<List<Workload>> lines() {
    List<Workload> all = new ArrayList<>(panels.keySet());
    List<List<Workload>> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i += COLUMNS) {
      lines.add(all.subList(i, Math.min(i + COLUMNS, all.size())));
    }
    return lines;
  }

  private int lineHeight(List<Workload> line) {
    int bars = line.stream().mapToInt(w -> panels.get(w).size()).max().orElse(0);
    return TITLE_HEIGHT + bars * BAR_HEIGHT + PANEL_GAP;
  }

  private void open(int height) {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='11'>%n<rect width='%d' height='%d' fill='#ffffff'/>%n",
        WIDTH, height, WIDTH, height);
    text(
        12,
        24,
        "start",
        "#222222",
        "font-size='16' font-weight='bold'",
        "CPU time over that of a hand-written socket loop");
    text(12, 44, "start", "#666666", "", caption);
    add("<line x1='700' y1='38' x2='700' y2='50' stroke='#d62728' stroke-width='2'/>%n");
    text(706, 48, "start", "#666666", "", "target for httpwire");
    add("<line x1='830' y1='38' x2='830' y2='50' stroke='#888888'/>%n");
    text(836, 48, "start", "#666666", "", "the floor; less is better");
  }

  private void panel(Workload workload, int left, int top) {
    List<Cell> cells = panels.get(workload);
    boolean isTime = workload.method() == Workload.Method.PARSE;
    text(
        left + 12,
        top + 14,
        "start",
        "#222222",
        "font-weight='bold'",
        workload.id + " " + workload.title + (isTime ? ", µs" : ""));
    int barsTop = top + TITLE_HEIGHT - 4;
    int barsHeight = cells.size() * BAR_HEIGHT;
    for (int i = 0; i < cells.size(); i++) bar(cells.get(i), left, barsTop + i * BAR_HEIGHT);
    mark(x(left, 1), barsTop, barsHeight, "#888888", 1);
    mark(x(left, workload.target()), barsTop, barsHeight, "#d62728", 2);
  }

  private void bar(Cell cell, int left, int top) {
    double one = x(left, 1);
    double end = x(left, cell.ratio());
    String colour = colour(cell.client());
    text(left + LABEL_WIDTH - 6, top + 11, "end", "#333333", "", cell.client().id);
    add(
        "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>%n",
        Math.min(one, end), top + 2, Math.max(1, Math.abs(end - one)), BAR_HEIGHT - 4, colour);
    String value = String.format(Locale.ROOT, "%.2f", cell.ratio());
    text(Math.max(one, end) + 5, top + 11, "start", "#333333", "", value);
  }

  private void mark(double x, int top, int height, String colour, int width) {
    add(
        "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='%s' stroke-width='%d'/>%n",
        x, top, x, top + height, colour, width);
  }

  private static double x(int left, double ratio) {
    double bounded = Math.max(LOWEST, Math.min(HIGHEST, ratio));
    double share = Math.log(bounded / LOWEST) / Math.log(HIGHEST / LOWEST);
    return left + LABEL_WIDTH + share * (PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH);
  }

  private static String colour(ClientKind client) {
    if (client.isFloor()) return "#bbbbbb";
    return client.isOurs() ? "#1f77b4" : "#f2b56b";
  }

  private void text(double x, int y, String anchor, String colour, String attributes, String text) {
    add(
        "<text x='%.1f' y='%d' text-anchor='%s' fill='%s' %s>%s</text>%n",
        x, y, anchor, colour, attributes, text.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private void add(String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values));
  }
}
