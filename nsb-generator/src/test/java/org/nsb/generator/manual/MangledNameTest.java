// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MangledNameTest {
    @Test
    void internalLinkageMakesNoDifference() {
        assertTrue(MangledName.sameEntity("_ZL3fooi", "_Z3fooi"));
        assertTrue(MangledName.sameEntity("_ZN2nsL3fooEi", "_ZN2ns3fooEi"));
        assertTrue(MangledName.sameEntity("_ZL7counter", "counter"));
    }

    @Test
    void everythingElseDoes() {
        assertFalse(MangledName.sameEntity("_ZL3fooi", "_Z3food"));
        assertFalse(MangledName.sameEntity("_ZN2ns3fooEi", "_Z3fooi"));
        assertFalse(MangledName.sameEntity("_ZN2ns3fooEi", "_ZN2nt3fooEi"));
        assertFalse(MangledName.sameEntity("_ZL3fooi.constprop.0", "_Z3fooi"));
    }

    @Test
    void theSourceNameIsTheLastPlainName() {
        assertEquals("foo", MangledName.sourceName("_ZN2ns5inner3fooEi"));
        assertEquals("m", MangledName.sourceName("_ZNK1S1mEv"));
        assertEquals("plain", MangledName.sourceName("plain"));
        assertEquals("_ZTV1S", MangledName.sourceName("_ZTV1S"));
    }

    @Test
    void damagedNamesAreTakenAsTheyAre() {
        for (String odd : new String[] {"_Z", "_ZN", "_Z9foo", "_Z99999999999foo", "_ZNL", "_ZL"}) {
            assertEquals(odd, MangledName.sourceName(odd));
        }
    }

    @Test
    void renames() {
        assertEquals(
                "_ZN2ns8originalEi",
                MangledName.parse("_ZN2nsL7renamedEi")
                        .orElseThrow()
                        .named("original")
                        .withoutLinkage());
    }
}
