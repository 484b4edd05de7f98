<?php
/**
 * Plugin Name: Clinic chat
 * Description: Puts the clinic's chat guide on every page. Settings → Clinic chat.
 * Version: 2.0.0
 * Requires at least: 5.7
 * Requires PHP: 7.4
 * License: Apache-2.0
 *
 * Copy this file to wp-content/plugins. A theme sets attributes page by page with a filter:
 *
 *     add_filter('clinic_chat_attributes', function ($attributes) {
 *         return is_page('prices') ? ['teaser' => 'Questions about cost?'] + $attributes : $attributes;
 *     });
 */

defined('ABSPATH') || exit;

/** Attribute of the element => its label and its sanitizing function. */
function clinic_chat_fields() {
    return [
        'server' => ['Address of the bot', 'esc_url_raw'],
        'color' => ['Main colour', 'sanitize_hex_color'],
        'color-dark' => ['Main colour in the dark', 'sanitize_hex_color'],
        'logo' => ['Logo, address of a picture', 'esc_url_raw'],
        'label' => ['Words on the button', 'sanitize_text_field'],
        'greeting' => ['Greeting', 'sanitize_text_field'],
        'teaser' => ['Teaser, once on each page', 'sanitize_text_field'],
        'phone' => ['Phone, if the guide is away', 'sanitize_text_field'],
        'booking-url' => ['Booking page, if the guide is away', 'esc_url_raw'],
    ];
}

function clinic_chat_sanitize($given) {
    $safe = [];
    foreach (clinic_chat_fields() as $name => [, $sanitize]) {
        $value = is_array($given) ? ($given[$name] ?? '') : '';
        $safe[$name] = is_string($value) ? (string) $sanitize(trim($value)) : '';
    }
    return $safe;
}

/** Prints the script and the element; nothing until a server is set. */
function clinic_chat_show() {
    $attributes = apply_filters('clinic_chat_attributes', (array) get_option('clinic_chat', []));
    $server = $attributes['server'] ?? '';
    unset($attributes['server']);
    if (!$server) {
        return;
    }
    wp_print_script_tag(['type' => 'module', 'src' => trailingslashit($server) . 'widget/clinic-chat.js']);
    echo '<clinic-chat';
    foreach (array_filter($attributes) as $name => $value) {
        printf(' %s="%s"', esc_attr($name), esc_attr($value));
    }
    echo '>';
    clinic_chat_links($attributes['phone'] ?? '', $attributes['booking-url'] ?? '');
    echo "</clinic-chat>\n";
}

/** Links that are shown if the script can't be loaded; otherwise the chat replaces them. */
function clinic_chat_links($phone, $booking) {
    if ($phone) {
        printf('<a href="tel:%s">Call %s</a> ', esc_attr(preg_replace('/[^\d+*#]/', '', $phone)), esc_html($phone));
    }
    if ($booking) {
        printf('<a href="%s">Book a visit</a>', esc_url($booking));
    }
}

function clinic_chat_page() {
    $values = (array) get_option('clinic_chat', []);
    echo '<div class="wrap"><h1>Clinic chat</h1><form method="post" action="options.php">';
    settings_fields('clinic_chat');
    echo '<table class="form-table">';
    foreach (clinic_chat_fields() as $name => [$label]) {
        printf(
            '<tr><th scope="row"><label for="clinic-chat-%1$s">%2$s</label></th>'
            . '<td><input class="regular-text" id="clinic-chat-%1$s" name="clinic_chat[%1$s]" value="%3$s"></td></tr>',
            esc_attr($name),
            esc_html($label),
            esc_attr($values[$name] ?? '')
        );
    }
    echo '</table>';
    submit_button();
    echo '</form></div>';
}

function clinic_chat_uninstall() {
    delete_option('clinic_chat');
}

add_action('wp_footer', 'clinic_chat_show');
add_action('admin_init', function () {
    register_setting('clinic_chat', 'clinic_chat', ['sanitize_callback' => 'clinic_chat_sanitize']);
});
add_action('admin_menu', function () {
    add_options_page('Clinic chat', 'Clinic chat', 'manage_options', 'clinic-chat', 'clinic_chat_page');
});
register_activation_hook(__FILE__, function () {
    register_uninstall_hook(__FILE__, 'clinic_chat_uninstall');
});
