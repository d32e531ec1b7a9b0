package httpwire.client.pool;

/**
 * What a client's connections do now, and have done so far. Connections that are in use are counted
 * as opened, reused and resent when they are given back.
 *
 * @param leased connections in use, those that are being opened among them
 * @param idle open connections that nobody uses
 * @param waiting callers who wait for a connection
 * @param opened how many connections were opened
 * @param reused how many exchanges went over a connection that was open already
 * @param resent how many requests were sent again because they had been lost with their connection
 * @param evicted how many idle connections were closed: their time was over, or another origin's
 *     connection needed the place
 * @param leaked how many responses were lost: neither read to their end nor closed
 */
public record PoolStatistics(
    int leased,
    int idle,
    int waiting,
    long opened,
    long reused,
    long resent,
    long evicted,
    long leaked) {}
