// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A fingerprint sees one changed byte of code, and one mapping more. */
@LiveTest
class FingerprintTest {

    @Test
    void seesChangedCode(Workbench bench) {
        Subject subject = bench.start(bench.built("family").resolve("family")).ready();
        ProcessFiles files = new ProcessFiles(subject.pid());
        Fingerprint before = Fingerprint.of(subject.pid());
        before.assertSame();
        String code = files.maps().stream().filter(l -> l.contains(" r-xp ")).findFirst().get();
        long last =
                Long.parseLong(code.substring(code.indexOf('-') + 1, code.indexOf(' ')), 16) - 1;
        byte[] original = files.read(last, 1);
        files.write(last, (byte) ~original[0]);
        assertThrows(AssertionError.class, before::assertSame);
        files.write(last, original);
        before.assertSame();
    }

    @Test
    void seesPatch(Workbench bench) {
        var build = bench.built("family");
        var patch = bench.nsb().generate(build.resolve("family"), build.resolve("patch.so"));
        Subject subject = bench.start(List.of(build + "/family")).ready();
        Fingerprint before = Fingerprint.of(subject.pid());
        bench.nsb().run("patch", subject.pid(), patch).exits(0);
        assertThrows(AssertionError.class, before::assertSame);
    }
}
