<?php
/**
 * The few functions of WordPress that the plug-in calls, doing what theirs do: no WordPress is installed for tests.
 *
 * php wordpress.php PLUGIN SHOW: standard input is the option as it was given, sanitized first as WordPress does.
 */

const ABSPATH = __DIR__;
$hooks = [];
$option = [];

function add_action($name, $task) { $GLOBALS['hooks'][$name][] = $task; }
function add_filter($name, $task) { add_action($name, $task); }
function do_action($name) { foreach ($GLOBALS['hooks'][$name] ?? [] as $task) { $task(); } }
function apply_filters($name, $value) {
    foreach ($GLOBALS['hooks'][$name] ?? [] as $task) { $value = $task($value); }
    return $value;
}
function get_option($name, $default) { return $name === 'clinic_chat' ? $GLOBALS['option'] : $default; }
function register_setting($group, $name, $args) { add_filter("sanitize_option_$name", $args['sanitize_callback']); }
function add_options_page($title, $menu, $right, $slug, $page) { add_action("page_$slug", $page); }
function register_activation_hook($file, $task) { $task(); }
function register_uninstall_hook($file, $task) { is_callable($task) || exit(1); }
function settings_fields($group) { echo "<input type='hidden' name='option_page' value='$group'>"; }
function submit_button() { echo '<input type="submit" value="Save Changes">'; }
function trailingslashit($address) { return rtrim($address, '/\\') . '/'; }
function esc_attr($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_html($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_url_raw($address) { return preg_match('#^(https?:)?/#', $address) ? str_replace(['"', '<', '>'], '', $address) : ''; }
function esc_url($address) { return esc_attr(esc_url_raw($address)); }
function sanitize_hex_color($colour) { return preg_match('/^#([a-f0-9]{3}){1,2}$/i', $colour) ? $colour : null; }
function sanitize_text_field($text) { return trim(preg_replace('/\s+/', ' ', strip_tags($text))); }
function wp_print_script_tag($attributes) {
    echo '<script';
    foreach ($attributes as $name => $value) { printf(' %s="%s"', $name, esc_attr($value)); }
    echo "></script>\n";
}

[, $plugin, $show] = $argv;
require $plugin;
do_action('admin_init');
do_action('admin_menu');
$option = apply_filters('sanitize_option_clinic_chat', json_decode(stream_get_contents(STDIN), true));
do_action($show);
