import type { WireCases } from './wire-case.ts';

const text = (shows: string, xml: string, value: string) => ({
  shows,
  declared: 'xsd:string',
  xml,
  value,
});

/** What stands between two tags. */
export const texts: WireCases = {
  both: [
    text('white space around text is data', '<x> Keyboard \t</x>', ' Keyboard \t'),
    text('white space alone is data', '<x> </x>', ' '),
    text('an empty string is a string', '<x></x>', ''),
    text(
      'the three characters that need escaping',
      '<x>a &lt; b &amp;&amp; c &gt; d</x>',
      'a < b && c > d',
    ),
    text('quotes need none', `<x>"it's"</x>`, `"it's"`),
    text('a carriage return survives', '<x>a&#xD;b</x>', 'a\rb'),
    text('a character above U+FFFF', '<x>🖥️ 机</x>', '🖥️ 机'),
    text('what looks like markup is text', '<x>]]&gt;&lt;/x&gt;&amp;lt;</x>', ']]></x>&lt;'),
  ],
  respelt: [
    text('a self-closed element is an empty string', '<x/>', ''),
    text('the five entities', '<x>&lt;&gt;&amp;&apos;&quot;</x>', `<>&'"`),
    text(
      'character references in decimal and hex',
      '<x>&#65;&#x42;&#x1F5A5;&#10;</x>',
      'AB\u{1F5A5}\n',
    ),
    text('CDATA', '<x>a<![CDATA[<b> & ]] &amp;]]>c</x>', 'a<b> & ]] &amp;c'),
    text('comments and processing instructions are left out', '<x>a<!-- no -->b<?no?>c</x>', 'abc'),
    text('an entity made by an entity is text', '<x>&amp;#65;</x>', '&#65;'),
  ],
};
