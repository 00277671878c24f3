// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.generator.debuginfo.CallSite;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.SourceLine;
import org.nsb.generator.debuginfo.Type;
import org.nsb.vzpatch.CodeRange;

/** Pieces of machine code; the function that is replaced is at 0x1000, or else at 0x3000. */
class CallerCheckTest {
    static {
        System.setProperty("jnr.ffi.x86asm.enabled", "false");
    }

    private static final CompileUnit UNIT = new CompileUnit("unit.c", "/src", "GNU C17 -O2");
    private static final Type LONG = new Type.Base("long int", 5, 8);
    private static final Type DOUBLE = new Type.Base("double", 4, 8);
    private static final Type VOID = new Type.Void();
    private static final Type PAIR =
            new Type.Aggregate(Type.Kind.STRUCT, "pair", OptionalLong.of(16));

    private static final String LEAF =
            """
            48 8d 47 01              | lea 0x1(%rdi),%rax
            c3                       | ret
            """;
    private static final String STORE =
            """
            c7 07 01 00 00 00        | movl $0x1,(%rdi)
            c3                       | ret
            """;
    private static final String KEEPS =
            """
            48 83 ec 08              | sub $0x8,%rsp
            e8 f7 ef ff ff           | call 1000
            48 83 c4 08              | add $0x8,%rsp
            48 0f af c6              | imul %rsi,%rax
            c3                       | ret
            """;
    private static final String CALLS_3000 =
            """
            48 83 ec 08              | sub $0x8,%rsp
            e8 f7 1f 00 00           | call 3000
            48 83 c4 08              | add $0x8,%rsp
            48 8d 47 01              | lea 0x1(%rdi),%rax
            c3                       | ret
            """;
    private static final long AFTER_CALL_OF_3000 = 0x1009;

    private final List<DebugFunction> functions = new ArrayList<>();
    private final List<byte[]> codes = new ArrayList<>();
    private final List<CallSite> sites = new ArrayList<>();
    private final Set<Long> replaced = new HashSet<>(Set.of(0x1000L));
    private final Set<String> accepted = new HashSet<>();

    @BeforeEach
    void assumeCapstone() {
        try {
            LibCapstone.load();
        } catch (DisassemblerException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    /** Adds a function; the hexadecimal digits before the bars are its code. */
    private void function(String name, long address, String code, Type result, Type... parameters) {
        StringBuilder digits = new StringBuilder();
        code.lines().forEach(line -> digits.append(line.split("\\|")[0].replace(" ", "")));
        byte[] bytes = HexFormat.of().parseHex(digits);
        codes.add(bytes);
        functions.add(
                new DebugFunction(
                        UNIT,
                        name,
                        name,
                        new SourceLine("unit.c", 1),
                        true,
                        List.of(new CodeRange(address, bytes.length)),
                        new Type.Function(result, List.of(parameters), false),
                        List.of()));
    }

    private void leaf() {
        function("leaf", 0x1000, LEAF, LONG);
    }

    private void caller(String code) {
        function("caller", 0x2000, code, LONG);
    }

    private byte[] read(long address, long size) {
        for (int i = 0; i < functions.size(); i++) {
            CodeRange range = functions.get(i).ranges().get(0);
            if (range.contains(address)) {
                int from = (int) (address - range.address());
                return Arrays.copyOfRange(codes.get(i), from, from + (int) size);
            }
        }
        throw new AssertionError("no code at " + Long.toHexString(address));
    }

    private List<Reliance> run() {
        Architecture cpu = Architectures.installed().named("x86_64").orElseThrow();
        CallerCheck check =
                new CallerCheck(
                        cpu, cpu.callingConvention().orElseThrow(), functions, sites, this::read);
        List<DebugFunction> old =
                functions.stream().filter(f -> replaced.contains(f.address())).toList();
        return check.run(old, f -> accepted.contains(f.name()));
    }

    private void assertOnly(boolean certain, String text) {
        List<Reliance> found = run();
        assertEquals(1, found.size(), found::toString);
        assertEquals(certain, found.get(0).certain(), found::toString);
        assertTrue(found.get(0).text().contains(text), found::toString);
    }

    private void assertNothing() {
        assertEquals(List.of(), run());
    }

    @Test
    void aValueIsKept() {
        leaf();
        caller(KEEPS);
        assertOnly(true, "keeps a value in rsi while it calls leaf() at caller+0x4 (0x2004)");
        assertEquals("caller", run().get(0).caller().name());
        assertEquals(0x2004, run().get(0).address());
    }

    @Test
    void acceptedAndReplacedCallersDoNotMatter() {
        leaf();
        caller(KEEPS);
        accepted.add("caller");
        assertNothing();
        accepted.clear();
        replaced.add(0x2000L);
        assertNothing();
    }

    @Test
    void aValueInAVectorRegister() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                e8 f7 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                f2 0f 58 c9              | addsd %xmm1,%xmm1
                c3                       | ret
                """);
        assertOnly(true, "xmm1");
    }

    @Test
    void aRegisterThatIsWrittenFirst() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                e8 f7 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                89 c6                    | mov %eax,%esi
                48 0f af c6              | imul %rsi,%rax
                c3                       | ret
                """);
        assertNothing();
    }

    @Test
    void aRegisterThatIsCleared() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                e8 f7 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                31 f6                    | xor %esi,%esi
                48 01 f0                 | add %rsi,%rax
                c3                       | ret
                """);
        assertNothing();
    }

    @Test
    void aByteThatIsWrittenFirst() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                be 01 00 00 00           | mov $0x1,%esi
                e8 f2 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                40 0f 94 c6              | sete %sil
                40 0f b6 c6              | movzbl %sil,%eax
                c3                       | ret
                """);
        assertNothing();
    }

    @Test
    void theRestOfAByteThatIsWrittenIsDoubtful() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                be 01 00 00 00           | mov $0x1,%esi
                e8 f2 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                40 0f 94 c6              | sete %sil
                89 f1                    | mov %esi,%ecx
                c3                       | ret
                """);
        assertOnly(false, "may keep a value in rsi");
    }

    @Test
    void behindATableOfJumps() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                be 02 00 00 00           | mov $0x2,%esi
                e8 f2 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                3e ff e0                 | notrack jmp *%rax
                48 01 f0                 | add %rsi,%rax
                c3                       | ret
                """);
        assertOnly(false, "rsi");
    }

    @Test
    void behindWhatCannotBeDecoded() {
        leaf();
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                be 02 00 00 00           | mov $0x2,%esi
                e8 f2 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                06                       | (bad)
                c3                       | ret
                """);
        assertOnly(false, "rsi");
        assertTrue(run().get(0).text().contains("it runs into code that cannot be decoded"));
    }

    private static final String PASSES =
            """
            48 83 ec 08              | sub $0x8,%rsp
            be 02 00 00 00           | mov $0x2,%esi
            e8 f2 ef ff ff           | call 1000
            48 89 c7                 | mov %rax,%rdi
            e8 ea 0f 00 00           | call 3000
            48 83 c4 08              | add $0x8,%rsp
            c3                       | ret
            """;

    private void passes(Optional<Type.Function> prototype) {
        leaf();
        caller(PASSES);
        sites.add(new CallSite(0x2016, false, prototype));
    }

    @Test
    void aKeptArgument() {
        passes(Optional.of(new Type.Function(VOID, List.of(LONG, LONG), false)));
        assertOnly(true, "rsi");
    }

    @Test
    void noArgument() {
        passes(Optional.of(new Type.Function(VOID, List.of(LONG), false)));
        assertNothing();
    }

    @Test
    void perhapsAnArgument() {
        passes(Optional.empty());
        assertOnly(false, "may pass it to another function");
    }

    @Test
    void theCallersOwnResult() {
        function("leaf", 0x1000, STORE, VOID, LONG);
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                b8 02 00 00 00           | mov $0x2,%eax
                e8 f2 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                c3                       | ret
                """);
        assertOnly(true, "it returns it");
    }

    @Test
    void resultsAreNotKept() {
        function("leaf", 0x1000, STORE, DOUBLE, LONG, DOUBLE);
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                e8 f7 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                f2 0f 58 c0              | addsd %xmm0,%xmm0
                c3                       | ret
                """);
        assertNothing();
    }

    @Test
    void smallStructuresMayBeInSeveralPlaces() {
        function("leaf", 0x1000, STORE, PAIR, LONG, LONG, LONG);
        caller(
                """
                48 83 ec 08              | sub $0x8,%rsp
                31 d2                    | xor %edx,%edx
                e8 f5 ef ff ff           | call 1000
                48 83 c4 08              | add $0x8,%rsp
                48 89 d0                 | mov %rdx,%rax
                c3                       | ret
                """);
        assertOnly(false, "rdx");
    }

    @Test
    void aStackThatIsNotAligned() {
        leaf();
        caller(
                """
                e8 fb ef ff ff           | call 1000
                c3                       | ret
                """);
        assertOnly(true, "does not align the stack to 16 bytes when it calls leaf()");
    }

    @Test
    void aFramePointer() {
        leaf();
        caller(
                """
                55                       | push %rbp
                48 89 e5                 | mov %rsp,%rbp
                53                       | push %rbx
                48 83 ec 18              | sub $0x18,%rsp
                e8 f2 ef ff ff           | call 1000
                48 8d 65 f8              | lea -0x8(%rbp),%rsp
                5b                       | pop %rbx
                5d                       | pop %rbp
                c3                       | ret
                """);
        assertNothing();
    }

    @Test
    void nobodyReliesOnAFunctionWithUnknownCalls() {
        function("leaf", 0x1000, CALLS_3000, LONG, LONG);
        sites.add(new CallSite(AFTER_CALL_OF_3000, false, Optional.empty()));
        caller(KEEPS);
        assertNothing();
    }

    @Test
    void aCallThatTheCompilerDidNotKnow() {
        function("leaf", 0x1000, CALLS_3000, LONG, LONG);
        caller(KEEPS);
        assertOnly(true, "rsi");
    }

    @Test
    void callersOfCallers() {
        replaced.clear();
        replaced.add(0x3000L);
        function("leaf", 0x3000, STORE, VOID, LONG);
        function("middle", 0x1000, CALLS_3000, LONG, LONG);
        caller(KEEPS);
        List<Reliance> found = run();
        assertTrue(
                found.stream()
                        .map(Reliance::text)
                        .anyMatch(t -> t.contains("calls middle(), which leads to leaf(), at")),
                found::toString);
    }

    @Test
    void aJumpHandsOnWhatItsCallersRelyOn() {
        replaced.clear();
        replaced.add(0x3000L);
        function("leaf", 0x3000, LEAF, LONG, LONG);
        function("middle", 0x1000, "e9 fb 1f 00 00           | jmp 3000", LONG, LONG);
        caller(KEEPS);
        assertOnly(true, "calls middle(), which leads to leaf(), at");
    }

    @Test
    void aConventionOfItsOwn() {
        function(
                "leaf",
                0x1000,
                """
                4a 8d 04 1f              | lea (%rdi,%r11,1),%rax
                c3                       | ret
                """,
                LONG,
                LONG);
        assertOnly(true, "takes something in r11");
        assertTrue(run().get(0).ownConvention());
    }
}
