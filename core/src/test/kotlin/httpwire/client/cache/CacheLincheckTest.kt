package httpwire.client.cache

import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import org.jetbrains.lincheck.datastructures.IntGen
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Param
import org.jetbrains.lincheck.datastructures.StressOptions

/** The index with room for some entries, which are numbers of themselves. */
@Param(name = "entry", gen = IntGen::class, conf = "1:3")
@Param(name = "bytes", gen = IntGen::class, conf = "1:3")
class IndexOfFew {
    private val index = LruIndex<Int>(4)

    private fun key(entry: Int) = if (entry == 1) "a" else "b"

    @Operation
    fun add(@Param(name = "entry") entry: Int, @Param(name = "bytes") bytes: Int): List<Int> =
        index.add(key(entry), entry, bytes.toLong())

    @Operation
    fun remove(@Param(name = "entry") entry: Int): Boolean = index.remove(entry)

    @Operation
    fun used(@Param(name = "entry") entry: Int) = index.used(entry)

    @Operation
    fun resize(@Param(name = "entry") entry: Int, @Param(name = "bytes") bytes: Int): List<Int> =
        index.resize(entry, bytes.toLong())

    @Operation
    fun find(@Param(name = "entry") entry: Int): List<Int> = index.find(key(entry))

    @Operation
    fun all(): List<Int> = index.all()

    @Operation
    fun byteCount(): Long = index.byteCount()
}

internal object CacheLincheck {
    @JvmStatic
    fun main(args: Array<String>) {
        // The model checker takes minutes for the maps in an index.
        StressOptions().iterations(20).invocationsPerIteration(200).threads(3).actorsPerThread(2)
            .actorsBefore(1).actorsAfter(1).check(IndexOfFew::class.java)
    }
}

class CacheLincheckTest : FunSpec({
    test("T48: callers that add, use, resize and remove entries at once see one index") {
        TestJvm.run(CacheLincheck::class.java)
    }
})
