// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

/** The contract, in the heap. */
class HeapCatalogueTest extends CatalogueContract {
  @Override
  Catalogue open() {
    return new HeapCatalogue();
  }
}
