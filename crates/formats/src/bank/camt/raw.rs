//! An element as plain lines, path and text: everything the file says of an entry, whatever of it is understood.

use crate::xml::Node;

/// The lines of an element, one of its children left out where `skip` says so.
pub(super) fn lines(node: &Node, skip: &dyn Fn(&Node) -> bool) -> String {
    let mut out = String::new();
    write(node, String::new(), skip, &mut out);
    out
}

fn write(node: &Node, path: String, skip: &dyn Fn(&Node) -> bool, out: &mut String) {
    let attributes: String = node.attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    if !node.text.is_empty() || !attributes.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("{path}{attributes}: {}", node.text.replace('\n', " ")));
    }
    for child in node.children.iter().filter(|child| !skip(child)) {
        let below = if path.is_empty() { child.name.clone() } else { format!("{path}/{}", child.name) };
        write(child, below, skip, out);
    }
}
