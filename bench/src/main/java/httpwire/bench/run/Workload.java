package httpwire.bench.run;

import httpwire.bench.client.Content;
import httpwire.bench.client.Exchange;
import httpwire.bench.client.Kind;
import java.nio.file.Path;
import java.util.Locale;

/** The rows of the table. A row that a client does not offer is a dash for that client. */
enum Workload {
  S1("S1", "sequential keep-alive small GET", 1.25, Kind.GET, Site.SMALL) {
    @Override
    double target() {
      return Runtime.version().feature() >= 21 ? 1.2 : super.target();
    }
  },
  S2("S2", "S1 over TLS", 1.08, Kind.GET, Site.SMALL_TLS),
  S3("S3", "64 concurrent callers", 1.4, Kind.GET, Site.SMALL) {
    @Override
    int callers() {
      return 64;
    }

    @Override
    double target() {
      return Runtime.version().feature() >= 21 ? 1.5 : super.target();
    }
  },
  S4("S4", "GET with 47 response fields, 3 read", 1.25, Kind.GET_FIELDS, Site.FIELDS),
  S5_ARRAY("S5-array", "download, into an array", 1.05, Kind.DOWNLOAD_ARRAY, Site.LARGE),
  S5_FILE("S5-file", "download, into a file", 1.05, Kind.DOWNLOAD_FILE, Site.LARGE),
  S5_SOURCE("S5-source", "download, Okio source", 1.15, Kind.DOWNLOAD_SOURCE, Site.LARGE),
  S5T_ARRAY("S5t-array", "S5-array over TLS", 1.08, Kind.DOWNLOAD_ARRAY, Site.LARGE_TLS),
  S5T_FILE("S5t-file", "S5-file over TLS", 1.08, Kind.DOWNLOAD_FILE, Site.LARGE_TLS),
  S5T_SOURCE("S5t-source", "S5-source over TLS", 1.08, Kind.DOWNLOAD_SOURCE, Site.LARGE_TLS),
  S6_ARRAY("S6-array", "chunked download, into an array", 1.15, Kind.DOWNLOAD_ARRAY, Site.CHUNKED),
  S6_FILE("S6-file", "chunked download, into a file", 1.1, Kind.DOWNLOAD_FILE, Site.CHUNKED),
  S6_SOURCE("S6-source", "chunked download, source", 1.25, Kind.DOWNLOAD_SOURCE, Site.CHUNKED),
  S7_FIXED("S7-fixed", "upload of known length", 1.05, Kind.UPLOAD_FIXED, Site.SINK),
  S7_CHUNKED("S7-chunked", "upload in chunks", 1.05, Kind.UPLOAD_CHUNKED, Site.SINK),
  S7_FILE("S7-file", "upload of a file", 0.5, Kind.UPLOAD_FILE, Site.SINK),
  S7_FLOW("S7-flow", "upload of a flow, in chunks", 1.5, Kind.UPLOAD_FLOW, Site.SINK),
  S7_WRITER("S7-writer", "upload by a suspending writer", 1.5, Kind.UPLOAD_WRITER, Site.SINK),
  S8("S8", "JVM start to first response", 2.2, Kind.GET, Site.SMALL) {
    @Override
    Method method() {
      return Method.COLD_START;
    }
  },
  S8_ARCHIVE("S8-archive", "S8 with a class-data archive", 1.3, Kind.GET, Site.SMALL) {
    @Override
    Method method() {
      return Method.COLD_START;
    }
  },
  S9("S9", "10,000 in flight, 2 s server", 1.56, Kind.GET, Site.SLOW) {
    @Override
    Method method() {
      return Method.IN_FLIGHT;
    }
  },
  S10("S10", "pipelining, 16 a flush", 0.19, Kind.PIPELINE, Site.PIPELINE) {
    @Override
    int requestsPerExchange() {
      return Exchange.PIPELINE_DEPTH;
    }
  },
  S11("S11", "parse a 2.9 KB response head", 1.0, Kind.GET_FIELDS, Site.FIELDS) {
    @Override
    Method method() {
      return Method.PARSE;
    }
  },
  S12("S12", "1,000 requests a second from 64 callers", Double.NaN, Kind.GET, Site.SMALL) {
    @Override
    int callers() {
      return 64;
    }

    @Override
    int requestsPerSecond() {
      return 1000;
    }
  };

  /** How a row is measured. */
  enum Method {
    /** In rounds, by long-lived processes. */
    STEADY,
    COLD_START,
    IN_FLIGHT,
    /** By JMH; the figure is microseconds, not a ratio. */
    PARSE
  }

  final String id;
  final String title;
  final Kind kind;
  final Site site;
  private final double target;

  Workload(String id, String title, double target, Kind kind, Site site) {
    this.id = id;
    this.title = title;
    this.target = target;
    this.kind = kind;
    this.site = site;
  }

  Method method() {
    return Method.STEADY;
  }

  /** The CPU time over the floor's that httpwire is to keep within; NaN if there is no target. */
  double target() {
    return target;
  }

  /**
   * Whether that client is to keep within the target. It is for the blocking forms, except in the
   * rows that only the suspending form has.
   */
  boolean isTargetOf(ClientKind client) {
    boolean isForSuspending = kind == Kind.UPLOAD_FLOW || kind == Kind.UPLOAD_WRITER;
    return client.isOurs() && client.isSuspending() == isForSuspending;
  }

  /** How many threads run the exchange at once. */
  int callers() {
    return 1;
  }

  int requestsPerExchange() {
    return 1;
  }

  /**
   * The rate at which requests start, whether or not earlier ones are answered; 0 if one follows
   * the other.
   */
  int requestsPerSecond() {
    return 0;
  }

  /** Whether requests start at a fixed rate. Its figures are latencies. */
  final boolean isOpen() {
    return requestsPerSecond() > 0;
  }

  /** Whether a quick run has it without its being named: not what takes longer than the others. */
  final boolean isInQuick() {
    return this != S8_ARCHIVE && !isOpen();
  }

  static Workload of(String id) {
    for (Workload workload : values()) if (workload.id.equals(id)) return workload;
    throw new IllegalArgumentException("no workload " + id);
  }

  /** Whether {@code word} of the command line names it: its id, or the part before the dash. */
  boolean isNamed(String word) {
    String name = id.toLowerCase(Locale.ROOT);
    String wanted = word.toLowerCase(Locale.ROOT);
    return name.equals(wanted) || name.startsWith(wanted + "-");
  }

  /** The exchange against these servers. */
  Exchange exchange(Addresses addresses, String client) {
    return new Exchange(
        kind,
        site.isSecure(),
        addresses.port(site),
        site.path,
        Content.LARGE_BYTES,
        kind == Kind.UPLOAD_FILE ? addresses.largeFile() : downloadFile(addresses, client));
  }

  private static Path downloadFile(Addresses addresses, String client) {
    return addresses.folder().resolve("download-" + client);
  }
}
