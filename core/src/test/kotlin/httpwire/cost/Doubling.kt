package httpwire.cost

import com.sun.management.ThreadMXBean
import java.lang.management.ManagementFactory

private val THREADS = ManagementFactory.getThreadMXBean() as ThreadMXBean

/** Less is as good as nothing: clocks and compilers make up much of it. */
private const val LEAST_NANOS = 500_000L

/** What this thread has used: time of a processor, not of a clock, and bytes that were allocated. */
internal class Used(val nanos: Long, val byteCount: Long) {
    /** The lesser of both: the rest was the machine's. */
    infix fun least(other: Used) = Used(minOf(nanos, other.nanos), minOf(byteCount, other.byteCount))

    companion object {
        fun by(work: () -> Unit): Used {
            val nanos = THREADS.currentThreadCpuTime
            val byteCount = THREADS.currentThreadAllocatedBytes()
            work()
            return Used(THREADS.currentThreadCpuTime - nanos, THREADS.currentThreadAllocatedBytes() - byteCount)
        }

        private fun ThreadMXBean.currentThreadAllocatedBytes() = getThreadAllocatedBytes(Thread.currentThread().id)
    }
}

/** How much more is used for four times as much. */
internal class Growth(val time: Double, val memory: Double) {
    override fun toString() = "time %.1f, memory %.1f".format(time, memory)
}

/**
 * Measures work of [size] and of four times that, which is two doublings: what grows as its input does grows by 4, and
 * what grows as its square by 16.
 *
 * @param prepare makes the work of a size, which is done once; not measured itself
 */
internal fun growth(size: Int, prepare: (Int) -> () -> Unit): Growth {
    fun used(size: Int, count: Int) = List(count) { Used.by(prepare(size)) }.reduce(Used::least)
    repeat(3) { used(size, 3) }
    var growth = growthOf(used(size, 7), used(4 * size, 7))
    // Another process may have been in the way.
    repeat(3) { if (growth.time > MOST_TIME) growth = growthOf(used(size, 7), used(4 * size, 7)) }
    return growth
}

private fun growthOf(once: Used, fourTimes: Used) = Growth(
    fourTimes.nanos.coerceAtLeast(LEAST_NANOS).toDouble() / once.nanos.coerceAtLeast(LEAST_NANOS),
    fourTimes.byteCount.toDouble() / once.byteCount.coerceAtLeast(1),
)

/** Between 4 and 16, and far from both. */
internal const val MOST_TIME = 8.0
