package httpwire.surface

import java.lang.invoke.MethodType
import java.lang.reflect.Constructor
import java.lang.reflect.Field
import java.lang.reflect.Member
import java.lang.reflect.Method
import java.lang.reflect.Modifier

/** What each class shows, sorted, the same on every JDK. */
internal fun surfaceOf(classes: List<Class<*>>): List<String> =
    classes.map { it to KotlinInternals(it) }.filterNot { (_, internals) -> internals.isWhole }
        .sortedBy { (type, _) -> type.name }
        .map { (type, internals) -> describe(type, internals) }
        .filter { it.isNotEmpty() }

private fun describe(type: Class<*>, internals: KotlinInternals): String {
    val members = membersOf(type).filter { isShown(it) && signatureOf(it) !in internals }.map(::text).sorted()
    if (members.isEmpty() && internals.isFacade) return ""
    val supertypes = (listOfNotNull(type.genericSuperclass) + type.genericInterfaces).joinToString(", ") { it.typeName }
    return (listOf("${declaration(type)} : $supertypes") + members.map { "    $it" }).joinToString("\n", postfix = "\n")
}

private fun membersOf(type: Class<*>): List<Member> =
    listOf(*type.declaredFields, *type.declaredConstructors, *type.declaredMethods)

private fun isShown(member: Member): Boolean =
    (Modifier.isPublic(member.modifiers) || Modifier.isProtected(member.modifiers)) && !member.isSynthetic

private fun text(member: Member): String = when (member) {
    is Field -> member.toGenericString()
    is Constructor<*> -> member.toGenericString()
    else -> (member as Method).toGenericString()
}

/** As Kotlin's metadata writes it: `name:type` of a field, `name(types)type` of a method. */
private fun signatureOf(member: Member): String = when (member) {
    is Field -> "${member.name}:${member.type.descriptorString()}"
    is Constructor<*> -> "<init>" + MethodType.methodType(Void.TYPE, member.parameterTypes).descriptorString()
    else -> (member as Method).run { name + MethodType.methodType(returnType, parameterTypes).descriptorString() }
}

/** Not `toGenericString`, which says more on later JDKs. */
private fun declaration(type: Class<*>): String {
    val kind = when {
        type.isInterface -> ""
        type.isEnum -> "enum "
        type.isRecord -> "record "
        else -> "class "
    }
    return "${Modifier.toString(type.modifiers)} $kind${type.name}"
}
